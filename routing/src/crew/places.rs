//! Where in its file something of a crew stands.
