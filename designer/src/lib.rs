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
//! | [`calls`] | the calls that a flow of the server answered |
//! | [`marks`] | what trying a flow leaves on the canvas |
//! | [`inspector`] | the form of a widget, from its declaration alone |
//! | [`scripts`], [`code`] | scripted widgets while one works, and the field in which they are written |
//! | [`panel`] | what stands around the canvas |
//! | [`simulator`] | a conversation with the flow that is being drawn |
//! | [`surroundings`] | what stands around the open flow: its project |
//! | [`picture`] | a flow as a picture that stands alone |
//! | [`describe`] | a flow in plain sentences |
//! | [`exchange`] | what comes from elsewhere and goes elsewhere |
//! | [`trying`] | what a command about trying a flow does |
//! | [`paths`] | asking for a file by its path, where the desktop has no dialog |
//! | [`compare`] | the open flow beside another: differences, in sentences and on the canvas |
//! | [`replace`] | finding and replacing what flows say |
//! | [`revisions`] | what was kept of a flow, and publishing |
//! | [`server`] | the server that handed the editor out: its flows opened, saved, published, called |
//! | [`tabs`] | several open flows |
//! | [`aloud`] | a conversation at its true pace, and said aloud |
//! | [`aside`] | warnings that were set aside, with the reason |
//! | [`mirror`] | what is on the screen as elements of a page, for screen readers in a browser |
//! | [`theme`], [`text`] | colours, fonts, icons; words |

#![allow(missing_docs, reason = "variants of commands say what they hold by their names")]

pub mod aloud;
pub mod app;
pub mod aside;
pub mod calls;
pub mod canvas;
pub mod code;
pub mod command;
pub mod compare;
pub mod connect;
pub mod describe;
pub mod exchange;
pub mod finder;
pub mod focus;
pub mod followed;
pub mod group;
pub mod hints;
pub mod inspector;
pub mod keeping;
pub mod layout;
pub mod marks;
pub mod matching;
pub mod menu;
pub mod mirror;
pub mod model;
pub mod moments;
pub mod panel;
pub mod paths;
pub mod picture;
pub mod quick_add;
pub mod reach;
pub mod replace;
pub mod request;
pub mod revisions;
pub mod scene;
pub mod scripts;
pub mod server;
pub mod simulator;
pub mod spoken;
pub mod surroundings;
pub mod tabs;
pub mod text;
pub mod theme;
pub mod trying;
pub mod ui;
pub mod update;
pub mod walk;
pub mod words;

pub use app::App;
