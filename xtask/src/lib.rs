//! What tasks and tests share: the pages that are generated, and a server for the page of the editor.
//!
//! The tasks themselves are in the program; nothing here runs another program or writes a file.

pub mod pages;
pub mod serve;
