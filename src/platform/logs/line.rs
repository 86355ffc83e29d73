//! A line of a log.

use crate::negotiation::{Attribute, Fault, NearMiss, PostQuantumProblem};

/// A line that a device logs.
#[derive(Debug)]
pub struct LogLine {
    /// The number that its messages of this kind carry (`%ASA-5-713136`); empty where they carry none. With a colon at its end
    /// the text follows at once; without, what differs from device to device stands between the two.
    pub number: &'static str,
    /// The text, without what differs from device to device: `…` stands for anything in between, and a word in braces
    /// (`{peer}`) for what a fault tells.
    pub text: &'static str,
    /// What it means whatever the configurations say, in one sentence without a full stop.
    pub says: &'static str,
    /// The document that has the line.
    pub source: &'static str,
    /// What else has to hold for the device to write it.
    pub when: When,
    /// Whether a source has the very words, or only ones like them.
    pub quoted: bool,
    /// Where it is about one of several proposals: the text of a later line by which another one is taken, so that it was no
    /// fault, and that of one by which none is.
    pub unless: Option<[&'static str; 2]>,
    /// Rules that find its cause in the configurations beyond those of the places where a negotiation stops so.
    pub also: &'static [&'static str],
}

/// What has to hold for a device to write a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Nothing more.
    Always,
    /// The nearest proposals differ in this.
    Differs(Attribute),
    /// The nearest proposals differ in the key length of one cipher.
    KeyLengthDiffers,
    /// The nearest proposals differ in the cipher itself.
    CipherDiffers,
    /// The entry of the list that names the packets has `log`; the end of a list does not log.
    NamedByEntry,
    /// The entry of the list that drops the packets has `log`.
    EntryLogs,
    /// The rule that drops the packets logs.
    RuleLogs,
    /// The list is made of rules between zones.
    BetweenZones,
    /// The other end uses no post-quantum key.
    OtherHasNone,
    /// The end that needs a post-quantum key has none.
    HasNone,
    /// The end does not know the post-quantum key that the other names.
    UnknownKey,
    /// The post-quantum keys differ.
    KeysDiffer,
}

/// A line of which the source has the very words.
pub(crate) const fn line(text: &'static str, says: &'static str, source: &'static str) -> LogLine {
    LogLine { number: "", text, says, source, when: When::Always, quoted: true, unless: None, also: &[] }
}

/// A line with the number of its kind.
pub(crate) const fn numbered(
    number: &'static str,
    text: &'static str,
    says: &'static str,
    source: &'static str,
) -> LogLine {
    LogLine { number, ..line(text, says, source) }
}

impl LogLine {
    /// The same, which is no fault where `taken` follows before `none_taken` does.
    pub(crate) const fn unless(self, taken: &'static str, none_taken: &'static str) -> Self {
        Self { unless: Some([taken, none_taken]), ..self }
    }

    /// The same, written only where this holds.
    pub(crate) const fn when(self, when: When) -> Self {
        Self { when, ..self }
    }

    /// The same, with words that are only like those of the source.
    pub(crate) const fn likely(self) -> Self {
        Self { quoted: false, ..self }
    }

    /// The same, with rules that find its cause beyond those of the places where a negotiation stops so.
    pub(crate) const fn also(self, also: &'static [&'static str]) -> Self {
        Self { also, ..self }
    }

    /// The line as a report shows it; what a fault tells stands as `…` without one.
    pub fn shown(&self, fault: Option<&Fault>) -> String {
        let plain = self.with(fault);
        match self.when {
            // What no file tells.
            When::NamedByEntry | When::EntryLogs | When::RuleLogs => format!("{plain} (if {})", self.when.words()),
            _ => plain,
        }
    }

    /// The line without what a fault tells, and without its condition.
    pub fn plain(&self) -> String {
        self.with(None)
    }

    fn with(&self, fault: Option<&Fault>) -> String {
        let text = fill(self.text, fault);
        let whole = match self.number {
            "" => text,
            number if number.ends_with(':') => format!("{number} {text}"),
            number => format!("{number} … {text}"),
        };
        if self.quoted { whole } else { format!("something like \"{whole}\"") }
    }

    /// Whether a text holds this line.
    pub fn is_held_by(&self, text: &str) -> bool {
        crate::platform::sightings::holds(text, self.text)
    }

    /// What a line of a log has to hold to be this one: the parts of its text, one behind the other.
    pub fn parts(&self) -> Vec<String> {
        crate::platform::sightings::parts(self.text)
    }
}

/// A text with what a fault tells in the place of the words in braces.
fn fill(text: &str, fault: Option<&Fault>) -> String {
    let Some((before, rest)) = text.split_once('{') else { return text.to_owned() };
    let Some((word, after)) = rest.split_once('}') else { return text.to_owned() };
    let value = fault.and_then(|fault| detail(word, fault)).unwrap_or_else(|| "…".to_owned());
    format!("{before}{value}{}", fill(after, fault))
}

/// What a fault tells for a word: `{received}` is an identity with its type, `{name}` one without.
fn detail(word: &str, fault: &Fault) -> Option<String> {
    match (word, fault) {
        ("received", Fault::Identity { received, .. }) => Some(received.to_string()),
        ("name", Fault::Identity { received, .. }) => Some(bare(&received.to_string()).to_owned()),
        ("owner", Fault::KeyMissing { peer, .. }) => Some(without_kind(peer).to_owned()),
        ("key", Fault::PostQuantumKey { problem: PostQuantumProblem::Unknown { identity, .. }, .. }) => {
            Some(identity.clone())
        }
        _ => None,
    }
}

/// An identity without the word for its type.
fn bare(identity: &str) -> &str {
    identity.split_once(' ').map_or(identity, |(_, value)| value)
}

/// The peer that a key is for, without the word for the kind of its identity.
pub(crate) fn without_kind(peer: &str) -> &str {
    const KINDS: [&str; 5] = ["address ", "FQDN ", "e-mail ", "DN ", "key ID "];
    KINDS.iter().find_map(|kind| peer.strip_prefix(kind)).unwrap_or(peer)
}

impl When {
    /// Whether it holds for a fault, as far as the fault tells.
    pub fn holds(self, fault: &Fault) -> bool {
        let problem = |wanted: fn(&PostQuantumProblem) -> bool| match fault {
            Fault::PostQuantumKey { problem, .. } => wanted(problem),
            _ => false,
        };
        match self {
            Self::Always | Self::EntryLogs | Self::RuleLogs => true,
            Self::Differs(attribute) => near(fault).is_some_and(|near| differs(near, attribute)),
            Self::KeyLengthDiffers => near(fault).is_some_and(|near| cipher_differs(near, true)),
            Self::CipherDiffers => near(fault).is_some_and(|near| cipher_differs(near, false)),
            Self::NamedByEntry => !matches!(fault, Fault::PortBlocked { by_end: true, .. }),
            Self::BetweenZones => matches!(fault, Fault::PortBlocked { zones: Some(_), by_end: false, .. }),
            Self::OtherHasNone => problem(|own| matches!(own, PostQuantumProblem::OtherHasNone)),
            Self::HasNone => problem(|own| matches!(own, PostQuantumProblem::HasNone)),
            Self::UnknownKey => problem(|own| matches!(own, PostQuantumProblem::Unknown { .. })),
            Self::KeysDiffer => problem(|own| matches!(own, PostQuantumProblem::Differs { .. })),
        }
    }

    /// The condition for people, without the word "if"; empty where there is none.
    pub fn words(self) -> &'static str {
        match self {
            Self::Always => "",
            Self::Differs(Attribute::Integrity) => "the hash differs",
            Self::Differs(Attribute::DhGroup) => "the group differs",
            Self::Differs(Attribute::Authentication) => "the authentication method differs",
            Self::Differs(Attribute::Encryption) => "the encryption differs",
            Self::Differs(_) => "it differs",
            Self::KeyLengthDiffers => "the key length of the cipher differs",
            Self::CipherDiffers => "the cipher differs",
            Self::NamedByEntry | Self::EntryLogs => "the entry has log",
            Self::RuleLogs => "the rule logs",
            Self::BetweenZones => "a rule between zones drops it",
            Self::OtherHasNone => "the other end uses none",
            Self::HasNone => "this end has none",
            Self::UnknownKey => "this end does not know the key that the other names",
            Self::KeysDiffer => "the keys differ",
        }
    }
}

fn near(fault: &Fault) -> Option<&NearMiss> {
    match fault {
        Fault::IkeProposal(near) | Fault::AuthenticationMethod(near) | Fault::ChildProposal(near) => Some(near),
        _ => None,
    }
}

fn differs(near: &NearMiss, attribute: Attribute) -> bool {
    near.differences.iter().any(|difference| difference.attribute == attribute)
}

/// Whether the ciphers differ: in the key length of AES alone, or in the cipher itself.
fn cipher_differs(near: &NearMiss, in_key_length: bool) -> bool {
    let are_aes = |values: &[String; 2]| values.iter().all(|value| value.starts_with("AES-CBC"));
    let mut ciphers = near.differences.iter().filter(|difference| difference.attribute == Attribute::Encryption);
    ciphers.any(|difference| are_aes(&difference.values) == in_key_length)
}
