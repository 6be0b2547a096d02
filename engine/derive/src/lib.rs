//! Derives that turn a widget struct into its declaration.
