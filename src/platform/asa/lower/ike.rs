//! IKE policies, and what an entry uses with each IKE version.

use std::collections::BTreeSet;

use crate::model::{
    AuthenticationMethod, DhGroup, ExchangeMode, ExchangeModes, Hash, Identity, IdentityCheck, IkeProposal,
    IkeSettings, IkeVersion, LocalIdentity, Origin, Release, Setting, Sourced, UnknownReason,
};
use crate::platform::asa::config::{Config, Item};
use crate::platform::asa::defaults;
use crate::platform::asa::lower::liveness;
use crate::platform::asa::lower::words::{CIPHERS, CLIENT_METHOD, HASHES, IKEV1_HASHES, METHODS, OLD_GROUPS};
use crate::platform::asa::lower::{Context, certificates, keys};
use crate::platform::asa::syntax::{Command, Rule};
use crate::platform::cisco::lost::is_about;
use crate::platform::cisco::notes::Notes;
use crate::platform::cisco::statement::Word;
use crate::platform::cisco::values::{self, Table, unless_unread};
use crate::platform::ranges::asa as ranges;
use crate::source::Span;

const SUPPORTED_BY_DEFAULT: &str =
    "Cisco ASA command reference, `crypto ikev1 am-disable`: aggressive mode is answered";
const MAIN_BY_DEFAULT: &str = "Cisco ASA, `show running-config all crypto map`: `set ikev1 phase1-mode main`";
const AUTO_IDENTITY: &str = "Cisco Defense Orchestrator, advanced IKE options: identity `auto`";

/// The settings of an IKEv1 policy, each with one value.
const IKEV1_SETTINGS: &[Rule] = &[Rule::authentication, Rule::encryption, Rule::hash, Rule::group, Rule::lifetime];

/// The IKEv1 policies in order of priority.
pub(super) fn ikev1_proposals(
    config: &Config<'_>,
    release: Option<Release>,
    complete: bool,
    notes: &mut Notes,
) -> Vec<IkeProposal> {
    let is_for_clients =
        |policy: &&Item<'_>| policy.word(Rule::authentication).is_some_and(|(word, _)| word.text == CLIENT_METHOD);
    let mut policies: Vec<&Item<'_>> =
        config.ikev1_policies.items.iter().filter(|policy| !is_for_clients(policy)).collect();
    policies.sort_by_key(|policy| policy.sequence);
    let lower = |policy| ikev1_proposal(policy, release, notes);
    or_unknown(policies.into_iter().map(lower).collect(), config, IkeVersion::V1, complete)
}

fn ikev1_proposal(policy: &Item<'_>, release: Option<Release>, notes: &mut Notes) -> IkeProposal {
    let at = policy.head;
    note_repeated(policy, notes);
    let gap = policy.gap.or_else(|| overfull(policy, IKEV1_SETTINGS, notes));
    let family = policy.clauses.first().map_or("ikev1", |command| command.label(0));
    let hashes = list(policy, Rule::hash, IKEV1_HASHES, notes);
    let ciphers = list(policy, Rule::encryption, CIPHERS, notes);
    let methods = list(policy, Rule::authentication, METHODS, notes);
    IkeProposal {
        name: format!("{family} policy {}", policy.name),
        span: at,
        encryption: or_default(ciphers, || unless_unread(gap, defaults::policy_encryption(release, at))),
        integrity: or_default(hashes, || unless_unread(gap, defaults::policy_hash(at))),
        prf: Vec::new(),
        dh_groups: or_default(groups(policy, notes), || unless_unread(gap, defaults::policy_group(release, at))),
        authentication: Some(
            methods.into_iter().next().unwrap_or_else(|| unless_unread(gap, defaults::policy_authentication(at))),
        ),
        lifetime: lifetime(policy, gap, notes),
    }
}

/// The IKEv2 policies in order of priority.
pub(super) fn ikev2_proposals(
    config: &Config<'_>,
    release: Option<Release>,
    complete: bool,
    notes: &mut Notes,
) -> Vec<IkeProposal> {
    let mut policies: Vec<&Item<'_>> = config.ikev2_policies.items.iter().collect();
    policies.sort_by_key(|policy| policy.sequence);
    let lower = |policy| ikev2_proposal(policy, release, notes);
    or_unknown(policies.into_iter().map(lower).collect(), config, IkeVersion::V2, complete)
}

fn ikev2_proposal(policy: &Item<'_>, release: Option<Release>, notes: &mut Notes) -> IkeProposal {
    let at = policy.head;
    note_repeated(policy, notes);
    let gap = policy.gap;
    let integrity = list(policy, Rule::integrity, HASHES, notes);
    let ciphers = list(policy, Rule::encryption, CIPHERS, notes);
    let prf = list(policy, Rule::prf, HASHES, notes);
    let combined = !ciphers.is_empty() && ciphers.iter().all(|c| c.known().is_some_and(|c| c.is_combined_mode()));
    let integrity = if integrity.is_empty() && combined {
        Vec::new()
    } else {
        or_default(integrity, || unless_unread(gap, defaults::policy_hash(at)))
    };
    IkeProposal {
        name: format!("ikev2 policy {}", policy.name),
        span: at,
        encryption: or_default(ciphers, || unless_unread(gap, defaults::policy_encryption(release, at))),
        // `integrity null` goes with combined-mode ciphers and is no transform.
        integrity: integrity.into_iter().filter(|hash| hash.known() != Some(&Hash::None)).collect(),
        prf: or_default(prf, || unless_unread(gap, defaults::policy_prf(at))),
        dh_groups: or_default(groups(policy, notes), || unless_unread(gap, defaults::policy_group(release, at))),
        authentication: None,
        lifetime: lifetime(policy, gap, notes),
    }
}

/// Where no policy is written, one that is unknown throughout: in an excerpt it may exist, and for whole files Cisco's
/// own guides differ on whether a default policy then applies (ASDM guides 8.0 to 8.6: yes; 9.0 CLI guide: no).
fn or_unknown(
    mut proposals: Vec<IkeProposal>,
    config: &Config<'_>,
    version: IkeVersion,
    complete: bool,
) -> Vec<IkeProposal> {
    let reason = UnknownReason::LineNotUnderstood;
    proposals
        .extend(lost(config, version, "policy").map(|at| values::unknown_ike_proposal("policy", version, reason, at)));
    let Some(at) = config.ike.iter().find(|command| is_enable(command, version)).map(|command| command.span) else {
        return if complete { proposals } else { or_unwritten(proposals, config, version) };
    };
    if proposals.is_empty() { vec![unknown_proposal(version, at, complete)] } else { proposals }
}

/// In an excerpt without an `enable` line, the first line of a crypto map stands for the missing policy.
fn or_unwritten(proposals: Vec<IkeProposal>, config: &Config<'_>, version: IkeVersion) -> Vec<IkeProposal> {
    match config.crypto_maps.items.first().or(config.interfaces.items.first()) {
        Some(item) if proposals.is_empty() => vec![unknown_proposal(version, item.head, false)],
        _ => proposals,
    }
}

fn unknown_proposal(version: IkeVersion, at: Span, complete: bool) -> IkeProposal {
    let reason = if complete { UnknownReason::DefaultUndocumented } else { UnknownReason::NotInExcerpt };
    values::unknown_ike_proposal(&format!("{version} policy that is not written"), version, reason, at)
}

/// Notes settings that a policy states twice with different values; the last one counts.
fn note_repeated(policy: &Item<'_>, notes: &mut Notes) {
    for rule in
        [Rule::encryption, Rule::hash, Rule::integrity, Rule::prf, Rule::authentication, Rule::group, Rule::lifetime]
    {
        let lines: Vec<&Command<'_>> = policy.all(rule).collect();
        let values = |line: &Command<'_>| line.clause.words().map(|word| word.text.to_owned()).collect::<Vec<_>>();
        if let [first, .., last] = lines.as_slice()
            && values(first) != values(last)
        {
            notes.duplicate("setting", &format!("of policy {}", policy.name), last.span, first.span);
        }
    }
}

/// A line of an IKEv1 policy with more words than its command takes: another command may have run into it. The device
/// refuses the whole line.
fn overfull(policy: &Item<'_>, rules: &[Rule], notes: &mut Notes) -> Option<Span> {
    let lines = rules.iter().filter_map(|rule| policy.last(*rule));
    let overfull: Vec<(Span, Word<'_>)> =
        lines.filter_map(|line| Some((line.span, line.clause.words().nth(1)?))).collect();
    for (_, word) in &overfull {
        notes.invalid(*word, "the end of the line, where another command begins on a line of its own");
    }
    overfull.first().map(|(line, _)| *line)
}

fn list<T: Copy>(policy: &Item<'_>, rule: Rule, table: &Table<T>, notes: &mut Notes) -> Vec<Setting<T>> {
    let Some(command) = policy.last(rule) else { return Vec::new() };
    command.clause.words().map(|word| values::setting(table, word, command.span, notes)).collect()
}

fn groups(policy: &Item<'_>, notes: &mut Notes) -> Vec<Setting<DhGroup>> {
    let Some(command) = policy.last(Rule::group) else { return Vec::new() };
    command.clause.words().map(|word| values::dh_group(word, OLD_GROUPS, command.span, notes)).collect()
}

fn lifetime(policy: &Item<'_>, gap: Option<Span>, notes: &mut Notes) -> Setting<Option<u64>> {
    match policy.word(Rule::lifetime) {
        Some((word, line)) => values::amount(word, ranges::IKE_LIFETIME, line, notes),
        None => unless_unread(gap, defaults::ike_lifetime(policy.head)),
    }
}

fn or_default<T>(list: Vec<Setting<T>>, default: impl FnOnce() -> Setting<T>) -> Vec<Setting<T>> {
    if list.is_empty() { vec![default()] } else { list }
}

/// Whether a global line is `enable` for a version, or its `no`.
fn is_enable(command: &Command<'_>, version: IkeVersion) -> bool {
    command.clause.rule == Rule::ike_enable && (command.label(0) == "ikev2") == (version == IkeVersion::V2)
}

/// What the settings of an entry for one version are made from.
pub(super) struct IkeParts<'e, 'c, 'a> {
    /// The entry's own lines.
    pub(super) item: &'e Item<'a>,
    /// The tunnel group of its peer, where there is one.
    pub(super) group: Option<&'c Item<'a>>,
    /// The interfaces that its packets leave by.
    pub(super) interfaces: &'e [&'a str],
    /// The line that needs IKE to be enabled.
    pub(super) needs_ike: Span,
    /// Whether it begins.
    pub(super) initiates: bool,
}

/// Whether any global line enables a version on one of these interfaces. Without an interface, on any.
fn enabled(context: &Context<'_, '_>, parts: &IkeParts<'_, '_, '_>, version: IkeVersion) -> Setting<bool> {
    let here = |command: &&Command<'_>| {
        let name = command.clause.word().map(|word| word.text);
        is_enable(command, version)
            && (parts.interfaces.is_empty() || name.is_some_and(|name| parts.interfaces.contains(&name)))
    };
    let lines: Vec<&Command<'_>> = context.config.ike.iter().filter(here).collect();
    match lines.iter().find(|command| !command.negated).or(lines.last()) {
        Some(command) => Setting::written(!command.negated, command.span),
        None => match lost(context.config, version, "enable").next() {
            Some(line) => Setting::unknown(UnknownReason::LineNotUnderstood, line),
            None => Setting::absent(false, parts.needs_ike, context.complete),
        },
    }
}

/// The lines about a version that nobody recognises and that may be about this.
pub(super) fn lost<'c>(
    config: &'c Config<'_>,
    version: IkeVersion,
    about: &'static str,
) -> impl Iterator<Item = Span> + 'c {
    let families: &[&str] = match version {
        IkeVersion::V1 => &["crypto ikev1", "crypto isakmp", "isakmp"],
        IkeVersion::V2 => &["crypto ikev2"],
    };
    config.lost_ike.iter().filter(move |line| is_about(line.text, families, about)).map(|line| line.span)
}

/// The interfaces on which each version is switched on.
pub(super) fn interfaces(context: &Context<'_, '_>) -> BTreeSet<(IkeVersion, String)> {
    let mut enabled = BTreeSet::new();
    for command in &context.config.ike {
        let Some(name) = command.clause.word().map(|word| word.text.to_owned()) else { continue };
        for version in [IkeVersion::V1, IkeVersion::V2].into_iter().filter(|version| is_enable(command, *version)) {
            match command.negated {
                true => enabled.remove(&(version, name.clone())),
                false => enabled.insert((version, name.clone())),
            };
        }
    }
    enabled
}

/// Whether the file enables a version anywhere, or has a policy for it.
pub(super) fn speaks(context: &Context<'_, '_>, version: IkeVersion) -> bool {
    let policies = match version {
        IkeVersion::V1 => &context.config.ikev1_policies,
        IkeVersion::V2 => &context.config.ikev2_policies,
    };
    !policies.items.is_empty() || context.config.ike.iter().any(|command| is_enable(command, version))
}

/// What an entry uses with a version; its child proposals are left to the caller.
pub(super) fn settings(context: &Context<'_, '_>, parts: &IkeParts<'_, '_, '_>, version: IkeVersion) -> IkeSettings {
    let proposals = match version {
        IkeVersion::V1 => context.ikev1_proposals.clone(),
        IkeVersion::V2 => context.ikev2_proposals.clone(),
    };
    let ikev2 = version == IkeVersion::V2;
    let local = ikev2.then(|| local_authentication(context, parts));
    let method = local.or_else(|| proposals.first().and_then(|proposal| proposal.authentication));
    IkeSettings {
        enabled: enabled(context, parts, version),
        initiates: parts.initiates,
        proposals_at: proposals.first().map_or(parts.needs_ike, |proposal| proposal.span),
        exchange_modes: (!ikev2).then(|| exchange_modes(context, parts.item)),
        local_identity: local_identity(context, method, parts.item.head),
        local_authentication: local,
        remote_authentication: ikev2.then(|| remote_authentication(context, parts)),
        // With keys an ASA finds the peer by its address and compares no identity: Cisco document 117337.
        remote_identity: IdentityCheck::NotCompared,
        initiator_rings: keys::initiator_rings(),
        responder_rings: None,
        trust_points: certificates::trust_points(parts, version),
        certificate_name: Some(certificates::name_demanded(parts)),
        child_proposals: Vec::new(),
        prohibited: None,
        dead_peer_detection: liveness::dead_peer_detection(parts, context.release),
        post_quantum: None,
        proposals,
    }
}

fn exchange_modes(context: &Context<'_, '_>, item: &Item<'_>) -> ExchangeModes {
    let am_disable = context.config.ike.iter().rfind(|command| command.clause.rule == Rule::am_disable);
    let initiates = match item.word(Rule::set_phase1_mode) {
        Some((word, line)) if word.text == "aggressive" => Sourced::written(ExchangeMode::Aggressive, line),
        Some((_, line)) => Sourced::written(ExchangeMode::Main, line),
        None => Sourced::default(ExchangeMode::Main, MAIN_BY_DEFAULT, item.head),
    };
    ExchangeModes {
        initiates,
        aggressive_group: aggressive_group(item),
        accepts_main: Sourced::default(true, SUPPORTED_BY_DEFAULT, item.head),
        accepts_aggressive: match am_disable {
            Some(command) => Sourced::written(command.negated, command.span),
            None => Sourced::default(true, SUPPORTED_BY_DEFAULT, item.head),
        },
    }
}

/// The group that `set ikev1 phase1-mode aggressive group5` states.
fn aggressive_group(item: &Item<'_>) -> Option<Setting<DhGroup>> {
    let line = item.last(Rule::set_phase1_mode)?;
    let word = line.clause.words().nth(1)?;
    Some(match word.text.trim_start_matches("group").parse() {
        Ok(number) => Setting::written(DhGroup(number), line.span),
        Err(_) => Setting::unknown(UnknownReason::Unreadable, line.span),
    })
}

fn local_authentication(context: &Context<'_, '_>, parts: &IkeParts<'_, '_, '_>) -> Setting<AuthenticationMethod> {
    let rules = [
        (Rule::ikev2_local_key, AuthenticationMethod::PreSharedKey),
        (Rule::ikev2_local_certificate, AuthenticationMethod::RsaSignature),
    ];
    authentication(context, parts, &rules)
}

fn remote_authentication(context: &Context<'_, '_>, parts: &IkeParts<'_, '_, '_>) -> Setting<AuthenticationMethod> {
    let rules = [
        (Rule::ikev2_remote_key, AuthenticationMethod::PreSharedKey),
        (Rule::ikev2_remote_certificate, AuthenticationMethod::RsaSignature),
        (Rule::ikev2_eap, AuthenticationMethod::Eap),
    ];
    authentication(context, parts, &rules)
}

/// The method that the tunnel group states. Where it states none, a pre-shared key is assumed, so that the missing key
/// is what is reported.
fn authentication(
    context: &Context<'_, '_>,
    parts: &IkeParts<'_, '_, '_>,
    rules: &[(Rule, AuthenticationMethod)],
) -> Setting<AuthenticationMethod> {
    let written = rules.iter().find_map(|(rule, method)| Some((parts.group?.last(*rule)?, *method)));
    match written {
        Some((command, method)) => Setting::written(method, command.span),
        // The peer may find another tunnel group, by its identity or by its certificate.
        None if parts.group.is_none() && certificates::other_group_signs(context, rules) => {
            Setting::unknown(UnknownReason::RunTime, parts.item.head)
        }
        None => {
            let at = parts.group.map_or(parts.item.head, |group| group.head);
            Setting::absent(AuthenticationMethod::PreSharedKey, at, context.complete)
        }
    }
}

/// `crypto isakmp identity` holds for both versions; `auto` sends the address with keys and the subject with
/// certificates.
fn local_identity(
    context: &Context<'_, '_>,
    method: Option<Setting<AuthenticationMethod>>,
    at: Span,
) -> Setting<LocalIdentity> {
    let written = context.config.ike.iter().rfind(|command| command.clause.rule == Rule::ike_identity);
    let automatic = match method.as_ref().and_then(Setting::known) {
        Some(AuthenticationMethod::PreSharedKey) | None => LocalIdentity::OwnAddress,
        Some(_) => LocalIdentity::Certificate,
    };
    let Some(command) = written.filter(|command| !command.negated) else {
        let origin = Origin::Default { source: AUTO_IDENTITY, at };
        return match context.complete {
            true => Setting::Known(Sourced { value: automatic, origin }),
            false => Setting::unknown(UnknownReason::NotInExcerpt, at),
        };
    };
    let words: Vec<&str> = command.clause.words().map(|word| word.text).collect();
    match (words.as_slice(), context.config.hostname, context.config.domain_name) {
        (["auto"], ..) => Setting::written(automatic, command.span),
        (["address"], ..) => Setting::written(LocalIdentity::OwnAddress, command.span),
        (["key-id", id], ..) => {
            Setting::written(LocalIdentity::Explicit(Identity::KeyId(id.as_bytes().to_vec())), command.span)
        }
        (["hostname"], Some(host), Some(domain)) => {
            let name = Identity::Fqdn(format!("{host}.{domain}"));
            Setting::written(LocalIdentity::Explicit(name), command.span)
        }
        _ => Setting::unknown(UnknownReason::Unreadable, command.span),
    }
}
