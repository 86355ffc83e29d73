//! Cisco IOS.

use crate::advice::Change;
use crate::model::{Device, IkeVersion, PlatformId};
use crate::negotiation::{Role, SaState, Stop};
use crate::platform::{Platform, ReadOptions};
use crate::source::SourceFile;

/// Cisco IOS.
pub(super) struct Ios;

impl Platform for Ios {
    fn id(&self) -> PlatformId {
        PlatformId("ios")
    }

    fn title(&self) -> &'static str {
        "Cisco IOS"
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
