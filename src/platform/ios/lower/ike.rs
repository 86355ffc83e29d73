//! IKEv1: policies, profiles, and what a device does with them.

use std::net::IpAddr;

use crate::model::{
    AuthenticationMethod, Encryption, ExchangeMode, ExchangeModes, Identity, IdentityCheck, IdentityPattern,
    IkeProposal, IkeSettings, IkeVersion, LocalIdentity, PeerAddress, Setting, Sourced, UnknownReason,
};
use crate::platform::cisco::notes::Notes;
use crate::platform::cisco::statement::Word;
use crate::platform::cisco::values::{Table, amount, setting, unknown_ike_proposal, unless_unread, unreadable};
use crate::platform::ios::defaults;
use crate::platform::ios::heads::Kind;
use crate::platform::ios::lower::certificates::signs;
use crate::platform::ios::lower::ipsec::{HASHES, group};
use crate::platform::ios::lower::keys::{self, network};
use crate::platform::ios::lower::lost;
use crate::platform::ios::lower::{Context, Exchange};
use crate::platform::ios::syntax::{Rule, Section, Statement};
use crate::platform::ranges::ios as ranges;
use crate::source::Span;

/// The lines of a policy that hold one value.
const SINGLE: &[Rule] = &[Rule::hash, Rule::authentication, Rule::group, Rule::lifetime];

/// Notes settings that a policy states twice with different values; the last one counts.
fn note_repeated(policy: &Section<'_>, notes: &mut Notes) {
    for rule in SINGLE {
        let lines: Vec<&Statement<'_>> = policy.all(*rule).collect();
        let value = |line: &Statement<'_>| line.word(Rule::word).map(|word| word.text.to_owned());
        if let [first, .., last] = lines.as_slice()
            && value(first) != value(last)
        {
            let number = policy.number_word().map_or("?", |word| word.text);
            notes.duplicate("setting", &format!("of policy {number}"), last.span, first.span);
        }
    }
}

/// A line with more words than its command takes; what is too much is told.
fn overfull(policy: &Section<'_>, rule: Rule, notes: &mut Notes) -> Option<Span> {
    let line = policy.last(rule)?;
    let word = line.all(Rule::word).nth(1)?;
    notes.invalid(word, "the end of the line, where another command begins on a line of its own");
    Some(line.span)
}

impl<'a> Context<'a> {
    /// The IKEv1 settings of an entry, with the ISAKMP profile that it names.
    pub(super) fn ikev1_settings(
        &self,
        profile: Option<&'a Section<'a>>,
        exchange: Exchange<'_>,
        notes: &mut Notes,
    ) -> IkeSettings {
        profile.into_iter().for_each(|profile| notes.unread.extend(profile.unread()));
        // A profile for another address of this device: what the entry does with it is documented nowhere.
        let scope = profile.and_then(|profile| profile.last(Rule::local_address));
        let elsewhere = scope.filter(|line| self.is_elsewhere(line, &exchange));
        notes.unread.extend(elsewhere.map(|line| line.span));
        notes.unread.extend(self.unread_keys.of_peers(exchange.peers));
        self.note_ikev1_vrf(profile, &exchange, notes);
        let (proposals, proposals_at) = self.isakmp_policies(exchange.at, notes);
        let disabled = self.configuration.global(Rule::isakmp_disabled);
        let searched = self.keyrings.in_reach(exchange.vrf, exchange.local, &self.interfaces);
        let named = profile.and_then(|profile| self.profile_keyrings(profile, notes));
        // What a router does with a keyring for another address that its profile names, no source says.
        notes.unread.extend(self.keyrings.elsewhere(named.as_deref(), exchange.local, &self.interfaces));
        let trust_points = self.trust_points(profile, Rule::trust_point, notes);
        if trust_points.is_empty() && !proposals.is_empty() && proposals.iter().all(signs) {
            self.note_no_trust_point(proposals_at, notes);
        }
        IkeSettings {
            enabled: disabled.map_or(Setting::default(true, defaults::ISAKMP_ENABLED, exchange.at), |line| {
                Setting::written(false, line.span)
            }),
            initiates: true,
            proposals,
            proposals_at,
            exchange_modes: Some(self.exchange_modes(profile, &exchange)),
            local_authentication: None,
            remote_authentication: None,
            local_identity: self.isakmp_identity(profile, &exchange),
            remote_identity: profile.map_or(IdentityCheck::NotCompared, |profile| {
                let mut patterns = matched_identities(profile, notes);
                patterns.extend(self.certificate_maps(profile, notes));
                if patterns.is_empty() { IdentityCheck::NotCompared } else { IdentityCheck::OneOf(patterns) }
            }),
            certificate_name: None,
            initiator_rings: named.or_else(|| searched.clone()),
            // At MM1 the profile is not known yet: the first keyring in the file that has the address is used (Cisco,
            // "IKE Profiles and Keyrings", document 117259).
            responder_rings: searched,
            trust_points,
            child_proposals: exchange.child_proposals,
            prohibited: None,
            dead_peer_detection: self.dead_peer_detection(
                profile.and_then(|own| own.last(Rule::profile_keepalive)),
                Rule::isakmp_keepalive,
                exchange.at,
            ),
            post_quantum: None,
        }
    }

    /// Whether a profile with this line is for another address than those that the packets of an entry come from, or for an
    /// interface that the file does not show.
    pub(super) fn is_elsewhere(&self, line: &Statement<'a>, exchange: &Exchange<'_>) -> bool {
        keys::names_no_interface(line, &self.interfaces) || !keys::serves(Some(line), exchange.local, &self.interfaces)
    }

    /// The policies in order of priority, and the line to show for them.
    fn isakmp_policies(&self, at: Span, notes: &mut Notes) -> (Vec<IkeProposal>, Span) {
        let refused = |policy: &&Section<'a>| policy.refused_number(ranges::POLICY).is_some();
        let (refused, mut policies): (Vec<&Section<'a>>, Vec<&Section<'a>>) =
            self.configuration.of(Kind::IsakmpPolicy).partition(refused);
        policies.sort_by_key(|policy| policy.number());
        let words = refused.iter().filter_map(|policy| policy.number_word());
        words.for_each(|word| notes.invalid(word, ranges::POLICY.expected()));
        let refused = refused.iter().map(|policy| policy.head.span);
        let lost: Vec<Span> = lost::heads(self.file, self.configuration, "policy").chain(refused).collect();
        notes.unread.extend(&lost);
        if let Some(first) = policies.first().map(|first| first.head.span).or(lost.first().copied()) {
            let written = policies.into_iter().map(|policy| self.isakmp_policy(policy, notes));
            let mut proposals: Vec<IkeProposal> = written.collect();
            let reason = UnknownReason::LineNotUnderstood;
            proposals.extend(lost.iter().map(|at| unknown_ike_proposal("policy", IkeVersion::V1, reason, *at)));
            return (proposals, first);
        }
        if !self.complete {
            return (vec![unknown_ike_proposal("policy", IkeVersion::V1, UnknownReason::NotInExcerpt, at)], at);
        }
        match self.configuration.global(Rule::default_policies_off) {
            Some(line) => (Vec::new(), line.span),
            None => (defaults::built_in_policies(self.release, at), at),
        }
    }

    fn isakmp_policy(&self, policy: &Section<'a>, notes: &mut Notes) -> IkeProposal {
        notes.unread.extend(policy.unread());
        let (at, release) = (policy.head.span, self.release);
        note_repeated(policy, notes);
        // The device refuses a line with another command behind it.
        let overfull: Vec<Span> = SINGLE.iter().filter_map(|rule| overfull(policy, *rule, notes)).collect();
        notes.unread.extend(&overfull);
        let gap = policy.unread().chain(overfull).next();
        let word = |rule: Rule| policy.last(rule).and_then(|line| line.word(Rule::word));
        let encryption = match policy.last(Rule::encryption) {
            Some(line) => cipher(line, notes),
            None => unless_unread(gap, defaults::policy_encryption(release, at)),
        };
        let hash = match word(Rule::hash) {
            Some(word) => setting(HASHES, word, word.span, notes),
            None => unless_unread(gap, defaults::policy_hash(release, at)),
        };
        let group = match word(Rule::group) {
            Some(word) => group(word, notes),
            None => unless_unread(gap, defaults::policy_group(release, at)),
        };
        let authentication = match word(Rule::authentication) {
            Some(word) => setting(METHODS, word, word.span, notes),
            None => unless_unread(gap, defaults::policy_authentication(at)),
        };
        IkeProposal {
            name: format!("policy {}", policy.head.word(Rule::number).map_or("?", |word| word.text)),
            span: at,
            encryption: vec![encryption],
            integrity: vec![hash],
            prf: Vec::new(),
            dh_groups: vec![group],
            authentication: Some(authentication),
            lifetime: word(Rule::lifetime).map_or_else(
                || defaults::policy_lifetime(at),
                |word| amount(word, ranges::IKE_LIFETIME, word.span, notes),
            ),
        }
    }

    /// The keyrings that a profile names; `None` where it names none.
    fn profile_keyrings(&self, profile: &'a Section<'a>, notes: &mut Notes) -> Option<Vec<u32>> {
        let names: Vec<Word<'a>> = profile.all(Rule::profile_keyring).flat_map(|line| line.all(Rule::name)).collect();
        if names.is_empty() {
            return None;
        }
        for word in names.iter().filter(|word| word.text != keys::GLOBAL_KEYRING) {
            if let Some(keyring) = self.resolve(Kind::Keyring, "keyring", *word, crate::model::Blocks::Nothing, notes) {
                notes.unread.extend(keyring.unread());
            }
        }
        let numbers = self.keyrings.numbers_of(&names.iter().map(|word| word.text).collect::<Vec<_>>());
        // In an excerpt the keyring may stand elsewhere; which keys it holds is then unknown, and no ring is named.
        (self.complete || !numbers.is_empty()).then_some(numbers)
    }

    fn exchange_modes(&self, profile: Option<&Section<'a>>, exchange: &Exchange<'_>) -> ExchangeModes {
        let by_profile = profile.and_then(|profile| profile.last(Rule::initiate_aggressive)).map(|line| line.span);
        let by_peer = || self.aggressive_peer(exchange).map(|peer| peer.head.span);
        let main = Sourced::default(ExchangeMode::Main, defaults::EXCHANGE, exchange.at);
        let disabled = self.configuration.global(Rule::aggressive_disabled);
        ExchangeModes {
            initiates: by_profile
                .or_else(by_peer)
                .map_or(main, |span| Sourced::written(ExchangeMode::Aggressive, span)),
            aggressive_group: None,
            accepts_main: Sourced::default(true, defaults::EXCHANGE, exchange.at),
            accepts_aggressive: disabled.map_or(Sourced::default(true, defaults::EXCHANGE, exchange.at), |line| {
                Sourced::written(false, line.span)
            }),
        }
    }

    /// The `crypto isakmp peer` block that makes this entry begin with aggressive mode.
    fn aggressive_peer(&self, exchange: &Exchange<'_>) -> Option<&'a Section<'a>> {
        self.configuration.of(Kind::IsakmpPeer).find(|block| {
            let aggressive = block.last(Rule::aggressive_endpoint).or_else(|| block.last(Rule::aggressive_password));
            let address = block.head.word(Rule::address).and_then(|word| word.text.parse::<IpAddr>().ok());
            let name = block.head.word(Rule::hostname).map(|word| word.text);
            aggressive.is_some()
                && exchange.peers.iter().any(|peer| match &peer.value {
                    PeerAddress::Address(own) => address == Some(*own),
                    PeerAddress::Name(own) => name == Some(own.as_str()),
                    PeerAddress::Any => false,
                })
        })
    }

    /// The identity that is sent: of the aggressive-mode peer, of the profile, of the device, else the address.
    fn isakmp_identity(&self, profile: Option<&Section<'a>>, exchange: &Exchange<'_>) -> Setting<LocalIdentity> {
        if let Some(line) = self.aggressive_peer(exchange).and_then(|block| block.last(Rule::aggressive_endpoint)) {
            return endpoint_identity(line);
        }
        let line = profile.and_then(|profile| profile.last(Rule::self_identity));
        let Some(line) = line.or_else(|| self.configuration.global(Rule::isakmp_identity)) else {
            return Setting::default(LocalIdentity::OwnAddress, defaults::IDENTITY, exchange.at);
        };
        let value = line.word(Rule::value).or_else(|| line.word(Rule::address));
        match (line.word(Rule::identity_kind).map(|word| word.text), value) {
            (Some("address"), _) => Setting::written(LocalIdentity::OwnAddress, line.span),
            (Some("dn"), _) => Setting::written(LocalIdentity::Certificate, line.span),
            (Some("user-fqdn"), Some(name)) => explicit(Identity::Email(name.text.to_owned()), line.span),
            (Some("fqdn"), Some(name)) => explicit(Identity::Fqdn(name.text.to_owned()), line.span),
            (Some("fqdn" | "hostname"), None) => match self.own_name() {
                Some(name) => explicit(Identity::Fqdn(name), line.span),
                None => Setting::unknown(UnknownReason::NotInExcerpt, line.span),
            },
            (None, Some(address)) => match address.text.parse() {
                Ok(address) => explicit(Identity::Address(address), line.span),
                Err(_) => Setting::unknown(UnknownReason::Unreadable, line.span),
            },
            _ => Setting::unknown(UnknownReason::Unreadable, line.span),
        }
    }

    /// The fully qualified name of the device.
    pub(super) fn own_name(&self) -> Option<String> {
        let host = self.configuration.hostname?;
        Some(self.configuration.domain.map_or_else(|| host.to_owned(), |domain| format!("{host}.{domain}")))
    }
}

/// An identity that the file writes out.
pub(super) fn explicit(identity: Identity, span: Span) -> Setting<LocalIdentity> {
    Setting::written(LocalIdentity::Explicit(identity), span)
}

fn endpoint_identity(line: &Statement<'_>) -> Setting<LocalIdentity> {
    let unreadable = Setting::unknown(UnknownReason::Unreadable, line.span);
    let (Some(kind), Some(value)) = (line.word(Rule::endpoint_kind), line.word(Rule::value)) else { return unreadable };
    match kind.text {
        "fqdn" => explicit(Identity::Fqdn(value.text.to_owned()), line.span),
        "user-fqdn" => explicit(Identity::Email(value.text.to_owned()), line.span),
        _ => value.text.parse().map_or(unreadable, |address| explicit(Identity::Address(address), line.span)),
    }
}

/// What an ISAKMP profile demands of the other's identity. Without a `match identity` line it takes nobody, which in a
/// profile of its own means that no exchange finds it; nothing is compared then.
fn matched_identities(profile: &Section<'_>, notes: &mut Notes) -> Vec<(IdentityPattern, Span)> {
    profile
        .all(Rule::match_identity)
        .filter_map(|line| {
            let (kind, value) = (line.word(Rule::identity_kind)?, line.word(Rule::value)?);
            let name = value.text.to_owned();
            let pattern = match (kind.text, line.has(Rule::domain)) {
                ("address", _) => match network(value, line.word(Rule::mask), notes) {
                    Some(net) => IdentityPattern::Network(net),
                    None => {
                        notes.unread.push(line.span);
                        return None;
                    }
                },
                ("host", false) => IdentityPattern::Exactly(Identity::Fqdn(name)),
                ("host", true) => IdentityPattern::FqdnDomain(name),
                ("user", false) => IdentityPattern::Exactly(Identity::Email(name)),
                ("user", true) => IdentityPattern::EmailDomain(name),
                ("group", _) => IdentityPattern::Exactly(Identity::KeyId(name.into_bytes())),
                _ => {
                    notes.unread.push(line.span);
                    return None;
                }
            };
            Some((pattern, line.span))
        })
        .collect()
}

/// The cipher of a policy: `aes 256`, `3des`. AES without a key length has 128 bits.
fn cipher(line: &Statement<'_>, notes: &mut Notes) -> Setting<Encryption> {
    let words: Vec<Word<'_>> = line.all(Rule::word).collect();
    let (Some(first), Some(last)) = (words.first(), words.last()) else {
        return Setting::unknown(UnknownReason::Unreadable, line.span);
    };
    let texts: Vec<&str> = words.iter().map(|word| word.text).collect();
    let encryption = match texts.as_slice() {
        ["des"] => Encryption::Des,
        ["3des"] => Encryption::TripleDes,
        ["aes"] | ["aes", "128"] => Encryption::AesCbc(128),
        ["aes", "192"] => Encryption::AesCbc(192),
        ["aes", "256"] => Encryption::AesCbc(256),
        _ => return unreadable(*last, "des, 3des, aes, aes 192 or aes 256", line.span, notes),
    };
    Setting::written(encryption, first.span.join(last.span))
}

/// Authentication methods of policies.
const METHODS: &Table<AuthenticationMethod> = &[
    ("pre-share", AuthenticationMethod::PreSharedKey),
    ("rsa-sig", AuthenticationMethod::RsaSignature),
    ("rsa-encr", AuthenticationMethod::RsaEncryption),
    ("ecdsa-sig", AuthenticationMethod::EcdsaSignature),
];
