//! Pictures, by what is in them.

use super::*;
