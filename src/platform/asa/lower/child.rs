//! What an entry asks of its child SAs: proposals, PFS, lifetime, NAT traversal.

use crate::model::{
    Blocks, ChildProposal, DhGroup, EncapsulationMode, Encryption, Hash, IkeVersion, Lifetime, NatTraversal, Setting,
    UnknownReason,
};
use crate::platform::asa::config::Item;
use crate::platform::asa::defaults;
use crate::platform::asa::lower::Context;
use crate::platform::asa::lower::words::{self, CIPHERS, ESP_CIPHERS, ESP_HASHES, HASHES, OLD_GROUPS};
use crate::platform::asa::syntax::{Command, Rule};
use crate::platform::cisco::notes::Notes;
use crate::platform::cisco::values::{
    amount, dh_group, limits, look_up, setting, unknown_child_proposal, unless_unread, unreadable,
};
use crate::platform::ranges::asa::SA_LIFETIMES;

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
    let table = match version {
        IkeVersion::V1 => &context.config.transform_sets,
        IkeVersion::V2 => &context.config.ipsec_proposals,
    };
    let any = !context.complete || command.clause.words().any(|word| table.get(word.text).is_some());
    let blocks = if any { Blocks::Nothing } else { Blocks::Children };
    let mut found = Vec::new();
    for word in command.clause.words() {
        match table.get(word.text) {
            Some(set) if version == IkeVersion::V1 => found.push(transform_set(set, notes)),
            Some(set) => found.push(ipsec_proposal(set, mode, notes)),
            None => {
                notes.dangling(words::child_proposal_title(version), word, table.names(), blocks);
                found.extend((!context.complete).then(|| unknown_child_proposal(word.text, word.span)));
            }
        }
    }
    found
}

/// Lowers one transform set.
pub(super) fn transform_set(set: &Item<'_>, notes: &mut Notes) -> ChildProposal {
    let lines: Vec<&Command<'_>> = set.all(Rule::transforms).collect();
    if let [first, .., last] = lines.as_slice()
        && texts(first) != texts(last)
    {
        notes.duplicate("transform set", set.name, last.span, first.span);
    }
    notes.unread.extend(&set.unread);
    let at = lines.last().map_or(set.head, |line| line.span);
    let mut encryption: Vec<Setting<Encryption>> = Vec::new();
    let mut integrity: Vec<Setting<Hash>> = Vec::new();
    for word in lines.last().into_iter().flat_map(|line| line.clause.words()) {
        let before = (encryption.len(), integrity.len());
        if let Some(cipher) = look_up(ESP_CIPHERS, word.text) {
            encryption.push(Setting::written(cipher, at));
        } else if let Some(hash) = look_up(ESP_HASHES, word.text) {
            integrity.push(Setting::written(hash, at));
        } else {
            notes.invalid(word, "a transform of IKEv1 on an ASA, such as esp-aes-256 or esp-sha-hmac");
            match word.text.ends_with("-hmac") {
                true => integrity.push(Setting::unknown(UnknownReason::Unreadable, at)),
                false => encryption.push(Setting::unknown(UnknownReason::Unreadable, at)),
            }
        }
        if (before.0 == 1 && encryption.len() > 1) || (before.1 == 1 && integrity.len() > 1) {
            // One of each (Cisco ASA command reference, crypto ipsec ikev1 transform-set). What the device has in place of
            // a line with more, no source says.
            notes.invalid(word, "at most one cipher and one hash in a transform set");
            encryption = vec![Setting::unknown(UnknownReason::Unreadable, word.span)];
            notes.unread.push(word.span);
        }
    }
    let mode = match set.word(Rule::transform_mode) {
        Some((word, line)) if word.text == "transport" => Setting::written(EncapsulationMode::TransportRequired, line),
        Some((_, line)) => Setting::written(EncapsulationMode::Tunnel, line),
        None => defaults::mode(at),
    };
    ChildProposal::esp(set.name, at, encryption, integrity, mode)
}

fn texts<'a>(command: &Command<'a>) -> Vec<&'a str> {
    command.clause.words().map(|word| word.text).collect()
}

/// Lowers one IKEv2 proposal for IPsec; `mode` is that of the entry that uses it.
pub(super) fn ipsec_proposal(
    set: &Item<'_>,
    mode: Option<Setting<EncapsulationMode>>,
    notes: &mut Notes,
) -> ChildProposal {
    notes.unread.extend(&set.unread);
    let at = set.head;
    let mut encryption = Vec::new();
    let mut integrity = Vec::new();
    if let Some(line) = set.last(Rule::encryption) {
        encryption.extend(line.clause.words().map(|word| setting(CIPHERS, word, line.span, notes)));
    }
    if let Some(line) = set.last(Rule::integrity) {
        integrity.extend(line.clause.words().map(|word| setting(HASHES, word, line.span, notes)));
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
    ChildProposal::esp(set.name, at, encryption, integrity, mode)
}

/// `set ikev2 mode`, which holds for all proposals of the entry.
fn ikev2_mode(item: &Item<'_>, notes: &mut Notes) -> Option<Setting<EncapsulationMode>> {
    let (word, line) = item.word(Rule::set_ikev2_mode)?;
    let mode = match word.text {
        "tunnel" => EncapsulationMode::Tunnel,
        "transport" => EncapsulationMode::TransportPreferred,
        "transport-require" => EncapsulationMode::TransportRequired,
        _ => return Some(unreadable(word, "tunnel, transport or transport-require", line, notes)),
    };
    Some(Setting::written(mode, line))
}

/// PFS of an entry.
pub(super) fn pfs(context: &Context<'_, '_>, item: &Item<'_>, notes: &mut Notes) -> Setting<Option<DhGroup>> {
    let Some(command) = item.last(Rule::set_pfs) else { return unless_unread(item.gap, defaults::no_pfs(item.head)) };
    let Some(word) = command.clause.word() else { return defaults::bare_pfs(context.release, command.span) };
    match dh_group(word, OLD_GROUPS, command.span, notes) {
        Setting::Known(group) => Setting::written(Some(group.value), command.span),
        Setting::Unknown(unknown) => Setting::Unknown(unknown),
    }
}

/// How long the child SAs of an entry live: its own lines, the global ones, the defaults.
pub(super) fn lifetime(context: &Context<'_, '_>, item: &Item<'_>, notes: &mut Notes) -> Lifetime {
    let about = |command: &&Command<'_>| command.clause.rule == Rule::sa_lifetime && !command.negated;
    let inherited = context.config.ipsec.iter().filter(about);
    let in_order: Vec<&Command<'_>> = inherited.chain(item.all(Rule::set_lifetime)).collect();
    let mut last = |of_time: bool| {
        let limit = in_order.iter().rev().find_map(|command| {
            let limits = limits(&command.clause.children, [Rule::limit, Rule::limit_unit], SA_LIFETIMES);
            limits.into_iter().find(|limit| limit.of_time == of_time).map(|limit| (limit, command.span))
        });
        limit.map(|(limit, line)| amount(limit.word, limit.range, line, notes))
    };
    let (seconds, kilobytes) = (last(true), last(false));
    let (default_seconds, default_kilobytes) = defaults::child_lifetime(item.head);
    let unless_cut_off = |default| {
        if context.complete {
            unless_unread(item.gap, default)
        } else {
            Setting::unknown(UnknownReason::NotInExcerpt, item.head)
        }
    };
    Lifetime {
        seconds: seconds.unwrap_or_else(|| unless_cut_off(default_seconds)),
        kilobytes: kilobytes.unwrap_or_else(|| unless_cut_off(default_kilobytes)),
    }
}

/// What an entry does about NAT. Where the device looks for NAT, `nat-t-disable` makes the entry alone do without UDP.
pub(super) fn nat_traversal(context: &Context<'_, '_>, item: &Item<'_>) -> Setting<NatTraversal> {
    let global = context.config.ike.iter().rfind(|command| command.clause.rule == Rule::nat_traversal);
    if let Some(command) = global.filter(|command| command.negated) {
        return Setting::written(NatTraversal::Off, command.span);
    }
    if let Some(command) = item.last(Rule::set_nat_t_disable) {
        return Setting::written(NatTraversal::OffForChildren, command.span);
    }
    match global {
        Some(command) => Setting::written(NatTraversal::On, command.span),
        None if context.complete => defaults::nat_traversal(context.release, item.head),
        None => Setting::unknown(UnknownReason::NotInExcerpt, item.head),
    }
}
