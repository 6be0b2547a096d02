//! The editor of Centralita: a business user draws a flow, hears it, and trusts it.
//!
//! | module | holds |
//! |---|---|
//! | [`app`] | one frame: input to commands, commands to the model, the model to the screen |
//! | [`command`] | every command, its keys, and when it can be done |
//! | [`update`] | what a command does |
//! | [`request`] | what the shell around the editor does: files, the clipboard, the clock |
//! | [`model`] | what the editor knows |
//! | [`canvas`] | boxes and wires; knows no flow |
//! | [`scene`] | from a flow to boxes and wires |
//! | [`marks`] | what trying a flow leaves on the canvas |
//! | [`inspector`] | the form of a widget, from its declaration alone |
//! | [`panel`] | what stands around the canvas |
//! | [`simulator`] | a conversation with the flow that is being drawn |
//! | [`trying`] | what a command about trying a flow does |
//! | [`mirror`] | what is on the screen as elements of a page, for screen readers in a browser |
//! | [`theme`], [`text`] | colours, fonts, icons; words |

#![allow(missing_docs, reason = "variants of commands say what they hold by their names")]

pub mod app;
pub mod canvas;
pub mod command;
pub mod connect;
pub mod finder;
pub mod focus;
pub mod followed;
pub mod group;
pub mod inspector;
pub mod keeping;
pub mod layout;
pub mod marks;
pub mod matching;
pub mod menu;
pub mod mirror;
pub mod model;
pub mod panel;
pub mod quick_add;
pub mod reach;
pub mod request;
pub mod scene;
pub mod simulator;
pub mod spoken;
pub mod text;
pub mod theme;
pub mod trying;
pub mod ui;
pub mod update;
pub mod walk;
pub mod words;

pub use app::App;
