//! Cisco ASA, PIX 7 and later, and FTD, whose tunnels run in an ASA inside.

mod behaviour;
mod config;
mod defaults;
mod lower;
mod syntax;

use crate::advice::Change;
use crate::model::{Device, IkeVersion, PlatformId};
use crate::negotiation::{Role, SaState, Stop};
use crate::platform::{Platform, ReadOptions};
use crate::source::SourceFile;

/// Cisco ASA.
pub(super) struct Asa;

impl Platform for Asa {
    fn id(&self) -> PlatformId {
        PlatformId("asa")
    }

    fn title(&self) -> &'static str {
        "Cisco ASA"
    }

    fn recognise(&self, _text: &str) -> u32 {
        0
    }

    fn read(&self, file: &SourceFile, options: ReadOptions) -> Device {
        lower::device(file, self.id(), options)
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
