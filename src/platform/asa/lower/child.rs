//! What an entry asks of its child SAs: proposals, PFS, lifetime, NAT traversal.

use crate::model::{
    Blocks, ChildProposal, Defect, DefectKind, DhGroup, EncapsulationMode, Encryption, Hash, IkeVersion, Lifetime,
    Setting, UnknownReason,
};
use crate::platform::asa::config::Item;
use crate::platform::asa::defaults;
use crate::platform::asa::lower::Context;
use crate::platform::asa::lower::words::{self, CIPHERS, ESP_CIPHERS, ESP_HASHES, HASHES, invalid};
use crate::platform::asa::syntax::{Command, Node, Rule};
use crate::source::Span;

/// Defects and unread lines that come up while an entry is put together.
#[derive(Debug, Default)]
pub(super) struct Notes {
    pub(super) defects: Vec<Defect>,
    pub(super) unread: Vec<Span>,
}

/// The child proposals that an entry names for a version, in order.
pub(super) fn proposals(
    context: &Context<'_, '_>,
    item: &Item<'_>,
    version: IkeVersion,
    notes: &mut Notes,
) -> Vec<ChildProposal> {
    let rule = match version {
        IkeVersion::V1 => Rule::set_transform_set,
        IkeVersion::V2 => Rule::set_ipsec_proposal,
    };
    let Some(command) = item.last(rule) else { return Vec::new() };
    let mode = ikev2_mode(item, notes);
    let mut found = Vec::new();
    let mut dangling = Vec::new();
    for word in command.clause.words() {
        let known = match version {
            IkeVersion::V1 => context.config.transform_sets.get(word.text).map(|set| transform_set(set, notes)),
            IkeVersion::V2 => context.config.ipsec_proposals.get(word.text).map(|set| ipsec_proposal(set, mode, notes)),
        };
        match known {
            Some(proposal) => found.push(proposal),
            None if context.complete => dangling.push(word),
            None => {
                notes.unread.push(command.span);
                found.push(unknown(word.text, word.span));
            }
        }
    }
    let table =
        if version == IkeVersion::V1 { &context.config.transform_sets } else { &context.config.ipsec_proposals };
    let blocks = if found.is_empty() { Blocks::Children } else { Blocks::Nothing };
    let what = words::child_proposal_title(version);
    let defects =
        dangling.iter().filter_map(|word| context.dangling(what, word.text, table.names(), word.span, blocks));
    notes.defects.extend(defects);
    found
}

/// A proposal that the excerpt does not show.
pub(super) fn unknown(name: &str, at: Span) -> ChildProposal {
    let reason = UnknownReason::NotInExcerpt;
    ChildProposal {
        name: name.to_owned(),
        span: at,
        encryption: vec![Setting::unknown(reason, at)],
        integrity: vec![Setting::unknown(reason, at)],
        authentication_header: Vec::new(),
        compression: false,
        mode: Setting::unknown(reason, at),
        pfs: None,
    }
}

fn transform_set(set: &Item<'_>, notes: &mut Notes) -> ChildProposal {
    let lines: Vec<&Command<'_>> = set.all(Rule::transforms).collect();
    if let [first, .., last] = lines.as_slice()
        && texts(first) != texts(last)
    {
        let kind = DefectKind::Duplicate { what: "transform set", name: set.name.to_owned(), first: first.span };
        notes.defects.push(Defect { kind, span: last.span, blocks: Blocks::Nothing });
    }
    notes.unread.extend(&set.unread);
    let at = lines.last().map_or(set.head, |line| line.span);
    let mut encryption: Vec<Setting<Encryption>> = Vec::new();
    let mut integrity: Vec<Setting<Hash>> = Vec::new();
    for word in lines.last().into_iter().flat_map(|line| line.clause.words()) {
        if let Some(cipher) = words::look_up(ESP_CIPHERS, word.text) {
            encryption.push(Setting::written(cipher, at));
        } else if let Some(hash) = words::look_up(ESP_HASHES, word.text) {
            integrity.push(Setting::written(hash, at));
        } else {
            let expected = "a transform of IKEv1 on an ASA, such as esp-aes-256 or esp-sha-hmac".to_owned();
            notes.defects.push(invalid(word.text, expected, word.span));
            match word.text.ends_with("-hmac") {
                true => integrity.push(Setting::unknown(UnknownReason::Unreadable, at)),
                false => encryption.push(Setting::unknown(UnknownReason::Unreadable, at)),
            }
        }
    }
    let mode = match set.word(Rule::transform_mode) {
        Some((word, line)) if word.text == "transport" => Setting::written(EncapsulationMode::TransportRequired, line),
        Some((_, line)) => Setting::written(EncapsulationMode::Tunnel, line),
        None => defaults::mode(at),
    };
    let name = set.name.to_owned();
    ChildProposal {
        name,
        span: at,
        encryption,
        integrity,
        authentication_header: Vec::new(),
        compression: false,
        mode,
        pfs: None,
    }
}

fn texts<'n>(command: &'n Command<'_>) -> Vec<&'n str> {
    command.clause.words().map(|word| word.text).collect()
}

fn ipsec_proposal(set: &Item<'_>, mode: Option<Setting<EncapsulationMode>>, notes: &mut Notes) -> ChildProposal {
    notes.unread.extend(&set.unread);
    let at = set.head;
    let mut encryption = Vec::new();
    let mut integrity = Vec::new();
    if let Some(line) = set.last(Rule::encryption) {
        let defects = &mut notes.defects;
        encryption.extend(line.clause.words().map(|word| words::setting(CIPHERS, word, line.span, defects)));
    }
    if let Some(line) = set.last(Rule::integrity) {
        let defects = &mut notes.defects;
        integrity.extend(line.clause.words().map(|word| words::setting(HASHES, word, line.span, defects)));
    }
    if encryption.is_empty() {
        encryption.push(Setting::unknown(UnknownReason::DefaultUndocumented, at));
    }
    let combined = encryption.iter().all(|c| c.known().is_some_and(|cipher| cipher.is_combined_mode()));
    if integrity.is_empty() && !combined {
        integrity.push(Setting::unknown(UnknownReason::DefaultUndocumented, at));
    }
    if combined {
        // `protocol esp integrity` is ignored with combined-mode ciphers: Cisco ASA command reference.
        integrity.clear();
    }
    let mode = mode.unwrap_or_else(|| defaults::mode(at));
    let name = set.name.to_owned();
    ChildProposal {
        name,
        span: at,
        encryption,
        integrity,
        authentication_header: Vec::new(),
        compression: false,
        mode,
        pfs: None,
    }
}

/// `set ikev2 mode`, which holds for all proposals of the entry.
fn ikev2_mode(item: &Item<'_>, notes: &mut Notes) -> Option<Setting<EncapsulationMode>> {
    let (word, line) = item.word(Rule::set_ikev2_mode)?;
    let mode = match word.text {
        "tunnel" => EncapsulationMode::Tunnel,
        "transport" => EncapsulationMode::TransportPreferred,
        "transport-require" => EncapsulationMode::TransportRequired,
        _ => {
            notes.defects.push(invalid(word.text, "tunnel, transport or transport-require".into(), word.span));
            return Some(Setting::unknown(UnknownReason::Unreadable, line));
        }
    };
    Some(Setting::written(mode, line))
}

/// PFS of an entry.
pub(super) fn pfs(context: &Context<'_, '_>, item: &Item<'_>, notes: &mut Notes) -> Setting<Option<DhGroup>> {
    let Some(command) = item.last(Rule::set_pfs) else { return defaults::no_pfs(item.head) };
    let Some(word) = command.clause.word() else { return defaults::bare_pfs(context.release, command.span) };
    match words::dh_group(word, command.span, &mut notes.defects) {
        Setting::Known(group) => Setting::written(Some(group.value), command.span),
        Setting::Unknown(unknown) => Setting::Unknown(unknown),
    }
}

/// How long the child SAs of an entry live: its own lines, the global ones, the defaults.
pub(super) fn lifetime(context: &Context<'_, '_>, item: &Item<'_>, notes: &mut Notes) -> Lifetime {
    let global =
        context.config.ipsec.iter().filter(|command| command.clause.rule == Rule::sa_lifetime && !command.negated);
    let mut limit = |unit: &str| {
        let own = item.all(Rule::set_lifetime).filter_map(|command| pair(command, unit)).last();
        let inherited = global.clone().filter_map(|command| pair(command, unit)).next_back();
        let (word, line) = own.or(inherited)?;
        Some(words::limit(word, line, &mut notes.defects))
    };
    let (seconds, kilobytes) = (limit("seconds"), limit("kilobytes"));
    let (default_seconds, default_kilobytes) = defaults::child_lifetime(item.head);
    let unless_cut_off =
        |default| if context.complete { default } else { Setting::unknown(UnknownReason::NotInExcerpt, item.head) };
    Lifetime {
        seconds: seconds.unwrap_or_else(|| unless_cut_off(default_seconds)),
        kilobytes: kilobytes.unwrap_or_else(|| unless_cut_off(default_kilobytes)),
    }
}

/// The number behind a unit: `seconds 28800 kilobytes 4608000`.
fn pair<'n, 'a>(command: &'n Command<'a>, unit: &str) -> Option<(&'n Node<'a>, Span)> {
    let mut words = command.clause.words().skip_while(|word| word.text != unit).skip(1);
    words.next().map(|word| (word, command.span))
}

/// Whether NAT traversal is on for an entry.
pub(super) fn nat_traversal(context: &Context<'_, '_>, item: &Item<'_>) -> Setting<bool> {
    if let Some(command) = item.last(Rule::set_nat_t_disable) {
        return Setting::written(false, command.span);
    }
    let global = context.config.ike.iter().rfind(|command| command.clause.rule == Rule::nat_traversal);
    match global {
        Some(command) => Setting::written(!command.negated, command.span),
        None if context.complete => defaults::nat_traversal(context.release, item.head),
        None => Setting::unknown(UnknownReason::NotInExcerpt, item.head),
    }
}
