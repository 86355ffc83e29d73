//! What is wrong with one file by itself.

use crate::source::Span;

/// What a defect keeps an entry from doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blocks {
    /// The entry does no IPsec at all: it begins nothing and answers nothing.
    Everything,
    /// The IKE SA can be answered, but no child SA can be made; nothing is begun.
    Children,
    /// Authentication by certificate, in the settings that name what is missing, or that name nothing. A pre-shared key
    /// works all the same.
    Certificates,
    /// Perhaps everything: no source says for certain what the device does.
    Perhaps,
    /// Nothing: worth a finding, but the negotiation is the same.
    Nothing,
}

/// Which of two definitions of the same thing a device has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// The later one takes the place of the earlier.
    Last,
    /// The later one is refused.
    First,
    /// No source says.
    Unknown,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DefectKind {
    /// A reference to something that the complete file does not define.
    DanglingReference {
        /// What kind of thing: `access list`, `transform set`.
        what: &'static str,
        /// The name that is referred to.
        name: String,
        /// The nearest name of that kind that exists.
        nearest: Option<String>,
    },
    /// A block lacks what it needs to work.
    Incomplete {
        /// What it lacks: `access list`, `peer`, `transform set`.
        lacks: &'static str,
    },
    /// A value that the device would not take, or that cannot mean what it says.
    InvalidValue {
        /// The value as written (never a secret).
        value: String,
        /// What was expected there.
        expected: String,
    },
    /// A name that the device does not know, so that it refuses the whole entry.
    Unknown {
        /// What kind of thing has it: `option`, `section`.
        what: &'static str,
        /// The name.
        name: String,
        /// The nearest name that it knows there.
        nearest: Option<String>,
    },
    /// A line under a VPN block head that no grammar rule takes.
    UnrecognisedLine,
    /// A line under a VPN block head in the syntax of a related system, which this device does not take.
    OtherDialect {
        /// What that system is called: `IOS`, `ASA`.
        dialect: &'static str,
    },
    /// The same thing is defined twice with different content.
    Duplicate {
        /// What kind of thing.
        what: &'static str,
        /// Its name.
        name: String,
        /// The earlier definition.
        first: Span,
        /// Which of the two the device has.
        kept: Kept,
    },
    /// A key, profile or policy is for packets in another VRF than the entry's.
    OtherVrf {
        /// What kind of thing: `keyring`.
        what: &'static str,
        /// The VRF that it is for, for people: `VRF INET`, `the global VRF`.
        serves: String,
        /// The VRF of the entry's packets.
        wanted: String,
    },
    /// A line that the release of the device refuses.
    UnsupportedInRelease {
        /// The algorithm, or the kind of thing.
        what: String,
        /// The release.
        release: String,
        /// Which releases refuse it, with the document that says so.
        when: String,
    },
    /// Nothing in the complete file refers to it.
    Unused {
        /// What kind of thing.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// The file ends in the middle.
    Truncated,
}

/// A defect with its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defect {
    /// What is wrong.
    pub kind: DefectKind,
    /// The line that shows it: for something missing, the line that needs it.
    pub span: Span,
    /// What it keeps the entry from doing.
    pub blocks: Blocks,
}

impl Defect {
    /// What an entry lacks whose interface is shut down.
    pub const INTERFACE_UP: &'static str = "interface that is up";

    /// What a reference names that stands for the list of a packet filter, on platforms where a filter without its list lets
    /// everything pass.
    pub const FILTER_LIST: &'static str = "access list of a packet filter";

    /// Whether it does nothing since something that it names is missing: what stands there is not known either.
    pub fn hides_settings(&self) -> bool {
        matches!(self.kind, DefectKind::DanglingReference { .. }) && self.blocks == Blocks::Everything
    }

    /// Whether its interface is shut down, so that it does nothing at all.
    pub fn is_shut_down(&self) -> bool {
        self.kind == DefectKind::Incomplete { lacks: Self::INTERFACE_UP } && self.blocks == Blocks::Everything
    }
}
