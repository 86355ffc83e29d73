//! Palo Alto PAN-OS.
//!
//! The three surface forms (`set` lines, XML, curly blocks) become one path tree ([`tree`]); one lowering reads it.

mod curly;
mod schema;
mod set_lines;
mod tree;
mod xml;

use crate::advice::Change;
use crate::model::{Device, IkeVersion, PlatformId};
use crate::negotiation::{Role, SaState, Stop};
use crate::platform::{Platform, ReadOptions};
use crate::source::SourceFile;

/// Palo Alto PAN-OS.
pub(super) struct PanOs;

impl Platform for PanOs {
    fn id(&self) -> PlatformId {
        PlatformId("panos")
    }

    fn title(&self) -> &'static str {
        "Palo Alto PAN-OS"
    }

    fn recognise(&self, _text: &str) -> u32 {
        0
    }

    fn read(&self, _file: &SourceFile, _options: ReadOptions) -> Device {
        todo!()
    }

    fn state(&self, _state: SaState, _role: Role, _version: IkeVersion) -> Option<String> {
        None
    }

    fn log_lines(&self, _stop: &Stop, _role: Role, _version: IkeVersion) -> Vec<String> {
        Vec::new()
    }

    fn commands(&self, _change: &Change<'_>) -> Vec<String> {
        Vec::new()
    }
}
