//! What child SAs are made of: transform sets, PFS and lifetimes.

use std::collections::BTreeMap;

use crate::model::{
    Blocks, ChildProposal, DhGroup, EncapsulationMode, Encryption, Hash, Lifetime, SequenceNumbers, Setting,
    UnknownReason,
};
use crate::platform::cisco::notes::Notes;
use crate::platform::cisco::statement::Word;
use crate::platform::cisco::values::{Table, amount, dh_group, limits, look_up, unknown_child_proposal, unless_unread};
use crate::platform::ios::defaults;
use crate::platform::ios::heads::Kind;
use crate::platform::ios::lower::Context;
use crate::platform::ios::syntax::{Configuration, Rule, Section, Statement};
use crate::platform::ranges::ios::SA_LIFETIMES;
use crate::source::Span;

/// The lines of an entry that say what its child SAs are like: those of a crypto map entry or an IPsec profile.
pub(super) struct ChildLines<'a, 'l> {
    /// The head of the block.
    pub(super) at: Span,
    /// Its lines.
    pub(super) lines: &'l [&'a Statement<'a>],
}

impl<'a> ChildLines<'a, '_> {
    /// The last line that this rule took: the device keeps the last of a setting that has one value.
    pub(super) fn last(&self, rule: Rule) -> Option<&'a Statement<'a>> {
        self.lines.iter().rev().copied().find(|line| line.is(rule))
    }

    /// The first line that nobody recognises.
    pub(super) fn gap(&self) -> Option<Span> {
        self.lines.iter().find(|line| line.is_gap()).map(|line| line.span)
    }

    /// PFS, and the group.
    pub(super) fn pfs(&self, context: &Context<'_>, notes: &mut Notes) -> Setting<Option<DhGroup>> {
        let Some(line) = self.last(Rule::set_pfs) else {
            return unless_unread(self.gap(), defaults::no_pfs(self.at));
        };
        match line.word(Rule::word) {
            None => defaults::bare_pfs(context.release, line.span),
            Some(word) => match group(word, notes) {
                Setting::Known(group) => Setting::written(Some(group.value), word.span),
                Setting::Unknown(unknown) => Setting::Unknown(unknown),
            },
        }
    }

    /// The lifetime: of the block, else of the device, else the default.
    pub(super) fn lifetime(&self, context: &Context<'_>, notes: &mut Notes) -> Lifetime {
        let heads = context.configuration.of(Kind::Global).map(|section| &section.head);
        let inherited = heads.filter(|head| head.is(Rule::sa_lifetime));
        let own = self.lines.iter().copied().filter(|line| line.is(Rule::set_lifetime));
        let in_order: Vec<&Statement<'_>> = inherited.chain(own).collect();
        let mut last = |of_time: bool| {
            let limits = in_order
                .iter()
                .rev()
                .flat_map(|line| limits(line.parts(), [Rule::limit, Rule::limit_unit], SA_LIFETIMES));
            let limit = limits.into_iter().find(|limit| limit.of_time == of_time);
            limit.map(|limit| amount(limit.word, limit.range, limit.word.span, notes))
        };
        Lifetime {
            seconds: last(true).unwrap_or_else(|| unless_unread(self.gap(), defaults::child_seconds(self.at))),
            kilobytes: last(false).unwrap_or_else(|| unless_unread(self.gap(), defaults::child_kilobytes(self.at))),
        }
    }
}

/// A Diffie-Hellman group of a policy, a proposal or PFS.
pub(super) fn group(word: Word<'_>, notes: &mut Notes) -> Setting<DhGroup> {
    dh_group(word, &[], word.span, notes)
}

/// Hashes of policies and proposals. IKEv1 writes SHA-1 `sha`, IKEv2 `sha1`.
pub(super) const HASHES: &Table<Hash> = &[
    ("md5", Hash::Md5),
    ("sha", Hash::Sha1),
    ("sha1", Hash::Sha1),
    ("sha256", Hash::Sha256),
    ("sha384", Hash::Sha384),
    ("sha512", Hash::Sha512),
];

impl<'a> Context<'a> {
    /// The transform sets that `line` names, in order. Those that do not exist are noted; without any that does, no child
    /// SA can be made.
    pub(super) fn transform_sets(&self, line: &Statement<'a>, notes: &mut Notes) -> Vec<ChildProposal> {
        let names: Vec<Word<'a>> = line.all(Rule::name).collect();
        let any = names.iter().any(|word| self.configuration.named(Kind::TransformSet, word.text).is_some());
        let blocks = if any { Blocks::Nothing } else { Blocks::Children };
        let mut proposals = Vec::new();
        for word in names {
            if word.text == "default" && self.configuration.named(Kind::TransformSet, "default").is_none() {
                proposals.push(defaults::transform_set(self.release, word.span));
            } else if !self.complete && self.configuration.named(Kind::TransformSet, word.text).is_none() {
                notes.unread.push(word.span);
                proposals.push(unknown_child_proposal(word.text, word.span));
            } else if let Some(section) = self.resolve(Kind::TransformSet, "transform set", word, blocks, notes) {
                notes.unread.extend(section.unread());
                proposals.push(transform_set(section, notes));
            }
        }
        proposals
    }

    /// The proposals of an IPsec profile, which without transform sets uses the default one.
    pub(super) fn profile_transform_sets(&self, lines: &ChildLines<'a, '_>, notes: &mut Notes) -> Vec<ChildProposal> {
        match lines.last(Rule::set_transform_set) {
            Some(line) => self.transform_sets(line, notes),
            None if self.configuration.global(Rule::default_transform_off).is_some() => {
                notes.lacking("transform set", lines.at, Blocks::Children, lines.gap());
                lines.gap().map(|gap| unknown_child_proposal("transform set", gap)).into_iter().collect()
            }
            None if lines.gap().is_some() => vec![unknown_child_proposal("transform set", lines.at)],
            None => vec![defaults::transform_set(self.release, lines.at)],
        }
    }
}

/// Lowers one transform set.
pub(super) fn transform_set(section: &Section<'_>, notes: &mut Notes) -> ChildProposal {
    let head = section.head.span;
    let mut proposal = ChildProposal {
        sequence_numbers: sequence_numbers(section),
        ..ChildProposal::esp(section.name(), head, Vec::new(), Vec::new(), encapsulation_mode(section))
    };
    let transforms: Vec<Word<'_>> = section.head.all(Rule::value).collect();
    let mut rest = transforms.as_slice();
    while let [word, behind @ ..] = rest {
        let bits = behind.first().filter(|next| next.text.bytes().all(|byte| byte.is_ascii_digit()));
        rest = if bits.is_some() { &behind[1..] } else { behind };
        let before = (proposal.encryption.len(), proposal.integrity.len());
        add_transform(&mut proposal, *word, bits.copied(), notes);
        let after = (proposal.encryption.len(), proposal.integrity.len());
        if (before.0 > 0 && after.0 > before.0) || (before.1 > 0 && after.1 > before.1) {
            note_second(&mut proposal, *word, notes);
        }
    }
    let esp = !proposal.encryption.is_empty();
    if !esp && !proposal.integrity.is_empty() {
        // ESP with a hash alone: NULL encryption.
        proposal.encryption.push(Setting::default(Encryption::Null, defaults::TRANSFORM_MODE, section.head.span));
    }
    proposal
}

/// A set has one cipher and one hash of ESP (IOS Security Command Reference, crypto ipsec transform-set): the device does
/// not take the line, and no source says what it has in its place.
fn note_second(proposal: &mut ChildProposal, word: Word<'_>, notes: &mut Notes) {
    notes.invalid(word, "at most one cipher and one hash of ESP in a transform set");
    proposal.encryption = vec![Setting::unknown(UnknownReason::Unreadable, word.span)];
    notes.unread.push(word.span);
}

fn add_transform(proposal: &mut ChildProposal, word: Word<'_>, bits: Option<Word<'_>>, notes: &mut Notes) {
    let span = bits.map_or(word.span, |bits| word.span.join(bits.span));
    let length = bits.and_then(|bits| bits.text.parse().ok());
    if let Some(encryption) = esp_cipher(word.text, length) {
        proposal.encryption.push(Setting::written(encryption, span));
    } else if let (Some(hash), None) = (keyed_hash(word.text, "esp-"), bits) {
        proposal.integrity.push(Setting::written(hash, span));
    } else if let (Some(hash), None) = (keyed_hash(word.text, "ah-"), bits) {
        proposal.authentication_header.push(Setting::written(hash, span));
    } else if word.text == "comp-lzs" {
        proposal.compression = true;
    } else {
        notes.invalid(
            bits.filter(|_| word.text.starts_with("esp-")).unwrap_or(word),
            "a transform of IOS, such as esp-aes 256",
        );
        proposal.encryption.push(Setting::unknown(UnknownReason::Unreadable, span));
    }
}

/// An ESP cipher. AES without a key length has 128 bits (IOS Security Command Reference, crypto ipsec transform-set).
fn esp_cipher(name: &str, length: Option<u16>) -> Option<Encryption> {
    let aes = || match length {
        None => Some(128),
        Some(bits @ (128 | 192 | 256)) => Some(bits),
        Some(_) => None,
    };
    match (name, length) {
        ("esp-des", None) => Some(Encryption::Des),
        ("esp-3des", None) => Some(Encryption::TripleDes),
        ("esp-null", None) => Some(Encryption::Null),
        ("esp-seal", None) => Some(Encryption::Seal),
        ("esp-aes", _) => aes().map(Encryption::AesCbc),
        ("esp-gcm", _) => aes().map(Encryption::AesGcm),
        ("esp-gmac", _) => aes().map(Encryption::AesGmac),
        _ => None,
    }
}

/// A keyed hash of ESP or AH: `esp-sha256-hmac`.
fn keyed_hash(name: &str, protocol: &str) -> Option<Hash> {
    look_up(HASHES, name.strip_prefix(protocol)?.strip_suffix("-hmac")?)
}

/// The mode of a transform set: tunnel unless a line says otherwise.
/// Short ones, unless `esn` adds extended ones.
fn sequence_numbers(section: &Section<'_>) -> Vec<Setting<SequenceNumbers>> {
    let short = defaults::sequence_numbers(section.head.span);
    match section.last(Rule::esn) {
        Some(line) => vec![Setting::written(SequenceNumbers::Extended, line.span), short],
        None => vec![short],
    }
}

fn encapsulation_mode(section: &Section<'_>) -> Setting<EncapsulationMode> {
    let Some(line) = section.last(Rule::mode) else {
        return Setting::default(EncapsulationMode::Tunnel, defaults::TRANSFORM_MODE, section.head.span);
    };
    let transport = line.word(Rule::mode_name).is_some_and(|word| word.text == "transport");
    let mode = match (transport, line.has(Rule::mode_required)) {
        (false, _) => EncapsulationMode::Tunnel,
        (true, false) => EncapsulationMode::TransportPreferred,
        (true, true) => EncapsulationMode::TransportRequired,
    };
    Setting::written(mode, line.span)
}

/// Notes transform sets that are defined twice with different transforms: the last one holds.
pub(super) fn note_duplicate_transform_sets(configuration: &Configuration<'_>, notes: &mut Notes) {
    let mut seen: BTreeMap<&str, &Section<'_>> = BTreeMap::new();
    let transforms =
        |section: &Section<'_>| section.head.all(Rule::value).map(|word| word.text.to_owned()).collect::<Vec<_>>();
    for section in configuration.of(Kind::TransformSet).filter(|section| !section.name().is_empty()) {
        if let Some(first) = seen.insert(section.name(), section)
            && transforms(first) != transforms(section)
        {
            notes.duplicate("transform set", section.name(), section.head.span, first.head.span);
        }
    }
}
