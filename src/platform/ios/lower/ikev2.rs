//! IKEv2: proposals, policies and profiles.

use std::net::IpAddr;

use crate::model::{
    AuthenticationMethod, Blocks, Defect, DefectKind, Encryption, Hash, Identity, IdentityCheck, IdentityPattern,
    IkeProposal, IkeSettings, IkeVersion, LocalIdentity, Setting, UnknownReason,
};
use crate::platform::cisco::notes::Notes;
use crate::platform::cisco::statement::Word;
use crate::platform::cisco::values::{Table, amount, look_up, setting, unknown_ike_proposal};
use crate::platform::ios::defaults;
use crate::platform::ios::heads::Kind;
use crate::platform::ios::lower::certificates::note_unnamed_trust_points;
use crate::platform::ios::lower::ike::explicit;
use crate::platform::ios::lower::ipsec::{HASHES, group};
use crate::platform::ios::lower::keys::{network, ring_number};
use crate::platform::ios::lower::vrf::serves_vrf;
use crate::platform::ios::lower::{Context, Exchange};
use crate::platform::ios::syntax::{Rule, Section, Statement};
use crate::platform::ranges::ios::IKEV2_LIFETIME;
use crate::source::Span;

impl<'a> Context<'a> {
    /// The IKEv2 settings of an entry. `named_at` is where it names the profile; `profile` is `None` where that is not
    /// defined.
    pub(super) fn ikev2_settings(
        &self,
        profile: Option<&'a Section<'a>>,
        named_at: Span,
        exchange: Exchange<'_>,
        notes: &mut Notes,
    ) -> IkeSettings {
        let at = profile.map_or(named_at, |profile| profile.head.span);
        if let Some(profile) = profile {
            notes.unread.extend(profile.unread());
            // What an entry does with a profile for another address, no source says.
            let scopes = profile.all(Rule::match_local_address).collect::<Vec<_>>();
            if !scopes.is_empty() && scopes.iter().all(|line| self.is_elsewhere(line, &exchange)) {
                notes.unread.extend(scopes.iter().map(|line| line.span));
            }
            self.check_profile(profile, notes);
            self.note_ikev2_vrf(profile, &exchange, notes);
        }
        let (mut proposals, proposals_at) = self.ikev2_proposals(&exchange, notes);
        let lifetime = profile.and_then(|profile| profile.last(Rule::lifetime)).and_then(|line| line.word(Rule::word));
        for proposal in &mut proposals {
            proposal.lifetime = lifetime
                .map_or_else(|| defaults::ikev2_lifetime(at), |word| amount(word, IKEV2_LIFETIME, word.span, notes));
        }
        let rings = profile.and_then(|profile| self.ikev2_rings(profile, notes));
        let trust_points = self.trust_points(profile, Rule::ikev2_trust_point, notes);
        let methods = ["local", "remote"].map(|side| authentication(profile, side, at));
        if let Some(profile) = profile {
            note_unnamed_trust_points(profile, methods, notes);
        }
        IkeSettings {
            enabled: Setting::default(true, defaults::IKEV2, exchange.at),
            initiates: true,
            proposals,
            proposals_at,
            exchange_modes: None,
            local_authentication: Some(methods[0]),
            remote_authentication: Some(methods[1]),
            local_identity: self.ikev2_identity(profile, at),
            remote_identity: profile
                .map_or(IdentityCheck::NotCompared, |profile| self.remote_identities(profile, notes)),
            certificate_name: None,
            initiator_rings: rings.clone(),
            responder_rings: rings,
            trust_points,
            post_quantum: profile.and_then(|profile| self.post_quantum(profile, &exchange, notes)),
            dead_peer_detection: self.dead_peer_detection(
                profile.and_then(|own| own.last(Rule::profile_dpd)),
                Rule::ikev2_dpd,
                exchange.at,
            ),
            child_proposals: exchange.child_proposals,
            prohibited: None,
        }
    }

    /// A profile needs both authentications and something to match; the device itself says so when one is missing.
    fn check_profile(&self, profile: &Section<'a>, notes: &mut Notes) {
        let at = profile.head.span;
        let side = |wanted: &str| {
            profile
                .all(Rule::profile_authentication)
                .any(|line| line.word(Rule::side).is_some_and(|word| word.text == wanted))
        };
        if !side("local") {
            notes.lacking("local authentication", at, Blocks::Everything, profile.gap());
        }
        if !side("remote") {
            notes.lacking("remote authentication", at, Blocks::Everything, profile.gap());
        }
        if profile.last(Rule::match_remote).is_none() && profile.last(Rule::match_certificate).is_none() {
            notes.lacking("match identity", at, Blocks::Everything, profile.gap());
        }
    }

    /// The proposals that the policies link, in order; a proposal that none links is never offered. Without a policy of
    /// its own the device uses the default policy.
    fn ikev2_proposals(&self, exchange: &Exchange<'_>, notes: &mut Notes) -> (Vec<IkeProposal>, Span) {
        let policies: Vec<&Section<'a>> = self.configuration.of(Kind::Ikev2Policy).collect();
        let serving: Vec<&Section<'a>> =
            policies.iter().copied().filter(|policy| self.serves(policy, exchange)).collect();
        let Some(first) = serving.first() else {
            return self.default_ikev2_proposals(policies.is_empty(), exchange.at);
        };
        let at = first.head.span;
        let mut proposals = Vec::new();
        for policy in serving {
            notes.unread.extend(policy.unread());
            for word in policy.all(Rule::policy_proposal).flat_map(|line| line.all(Rule::name)) {
                proposals.extend(self.linked_proposal(word, exchange.at, notes));
            }
        }
        (proposals, at)
    }

    fn default_ikev2_proposals(&self, no_policy: bool, at: Span) -> (Vec<IkeProposal>, Span) {
        if no_policy && !self.complete {
            return (vec![unknown_ike_proposal("proposal", IkeVersion::V2, UnknownReason::NotInExcerpt, at)], at);
        }
        if let Some(off) = self.configuration.global(Rule::default_ikev2_policy_off).filter(|_| no_policy) {
            return (Vec::new(), off.span);
        }
        // The default proposal can be changed under its own name, or switched off.
        match self.configuration.named(Kind::Ikev2Proposal, "default") {
            Some(own) => (lower_proposal(own, &mut Notes::new(self.complete)).into_iter().collect(), own.head.span),
            None => match self.configuration.global(Rule::default_ikev2_proposal_off) {
                Some(off) => (Vec::new(), off.span),
                None => (vec![defaults::ikev2_proposal(self.release, at)], at),
            },
        }
    }

    /// Whether a policy is for exchanges in this VRF and to one of these local addresses, as far as the file tells.
    pub(super) fn serves(&self, policy: &Section<'a>, exchange: &Exchange<'_>) -> bool {
        let addresses: Vec<IpAddr> = policy
            .all(Rule::match_local_address)
            .filter_map(|line| line.word(Rule::interface_name))
            .filter_map(|word| word.text.parse().ok())
            .collect();
        let at_address = addresses.is_empty()
            || exchange.local.iter().any(|own| own.known().is_none_or(|own| addresses.contains(own)));
        serves_vrf(policy, exchange.vrf) && at_address
    }

    fn linked_proposal(&self, word: Word<'a>, at: Span, notes: &mut Notes) -> Option<IkeProposal> {
        let section = self.configuration.named(Kind::Ikev2Proposal, word.text);
        match section {
            None if word.text == "default" => Some(defaults::ikev2_proposal(self.release, at)),
            None => {
                let names = self.configuration.of(Kind::Ikev2Proposal).map(Section::name);
                notes.dangling("IKEv2 proposal", word, names, Blocks::Nothing);
                (!self.complete)
                    .then(|| unknown_ike_proposal(word.text, IkeVersion::V2, UnknownReason::NotInExcerpt, word.span))
            }
            Some(section) => {
                notes.unread.extend(section.unread());
                lower_proposal(section, notes)
            }
        }
    }

    /// The keyring of the profile, and the keys that stand in the profile itself.
    fn ikev2_rings(&self, profile: &'a Section<'a>, notes: &mut Notes) -> Option<Vec<u32>> {
        let mut rings = Vec::new();
        if profile.all(Rule::profile_authentication).any(|line| line.has(Rule::secret)) {
            rings.push(ring_number(self.file, profile.head.span));
        }
        let named = profile.last(Rule::keyring_local).and_then(|line| line.word(Rule::name));
        if let Some(word) = named {
            match self.resolve(Kind::Ikev2Keyring, "IKEv2 keyring", word, Blocks::Nothing, notes) {
                Some(keyring) => {
                    notes.unread.extend(keyring.unread());
                    rings.push(ring_number(self.file, keyring.head.span));
                }
                None if !self.complete => return None,
                None => {}
            }
        }
        Some(rings)
    }

    /// What a profile demands of the other's identity.
    fn remote_identities(&self, profile: &Section<'a>, notes: &mut Notes) -> IdentityCheck {
        let mut patterns = Vec::new();
        for line in profile.all(Rule::match_remote) {
            match remote_identity(line, notes) {
                Some(pattern) => patterns.push((pattern, line.span)),
                None => notes.unread.push(line.span),
            }
        }
        patterns.extend(self.certificate_maps(profile, notes));
        if patterns.is_empty() { IdentityCheck::NotCompared } else { IdentityCheck::OneOf(patterns) }
    }

    fn ikev2_identity(&self, profile: Option<&Section<'a>>, at: Span) -> Setting<LocalIdentity> {
        let Some(line) = profile.and_then(|profile| profile.last(Rule::identity_local)) else {
            return match profile {
                Some(_) => Setting::default(LocalIdentity::OwnAddress, defaults::IKEV2, at),
                None => Setting::unknown(UnknownReason::NotInExcerpt, at),
            };
        };
        let kind = line.word(Rule::identity_kind).map(|word| word.text);
        let value = line.word(Rule::value).map(|word| word.text);
        match (kind, value) {
            (Some("dn"), _) => Setting::written(LocalIdentity::Certificate, line.span),
            (Some(kind), Some(value)) => match identity(kind, value) {
                Some(identity) => explicit(identity, line.span),
                None => Setting::unknown(UnknownReason::Unreadable, line.span),
            },
            _ => Setting::unknown(UnknownReason::Unreadable, line.span),
        }
    }
}

/// The proposals that are not complete, which makes them unusable (IOS prints "proposal is incomplete" and says what it
/// needs): a cipher, an integrity algorithm unless the ciphers bring their own, then a PRF, and a group.
pub(super) fn unusable_proposals(context: &Context<'_>) -> Vec<Defect> {
    let proposals = context.configuration.of(Kind::Ikev2Proposal).filter(|section| section.name() != "default");
    let lacking = proposals.filter_map(|section| missing_part(section).map(|lacks| (section, lacks)));
    lacking
        .filter(|_| context.complete)
        .map(|(section, lacks)| Defect {
            kind: DefectKind::Incomplete { lacks },
            span: section.head.span,
            blocks: Blocks::Nothing,
        })
        .collect()
}

/// What a proposal lacks to be complete.
fn missing_part(section: &Section<'_>) -> Option<&'static str> {
    let ciphers: Vec<Word<'_>> =
        section.last(Rule::encryption).map(|line| line.all(Rule::word).collect()).unwrap_or_default();
    let combined = !ciphers.is_empty() && ciphers.iter().all(|word| word.text.contains("gcm"));
    if ciphers.is_empty() {
        return Some("encryption");
    }
    if !combined && section.last(Rule::integrity).is_none() {
        return Some("integrity");
    }
    if combined && section.last(Rule::prf).is_none() {
        return Some("prf");
    }
    section.last(Rule::group).is_none().then_some("group")
}

/// Lowers a proposal; `None` where it is not complete, since the device does not use it then.
fn lower_proposal(section: &Section<'_>, notes: &mut Notes) -> Option<IkeProposal> {
    if missing_part(section).is_some() && section.name() != "default" {
        return None;
    }
    let words = |rule: Rule| -> Vec<Word<'_>> {
        section.last(rule).map(|line| line.all(Rule::word).collect()).unwrap_or_default()
    };
    let encryption: Vec<Setting<Encryption>> =
        words(Rule::encryption).into_iter().map(|word| setting(CIPHERS, word, word.span, notes)).collect();
    let integrity: Vec<Setting<Hash>> =
        words(Rule::integrity).into_iter().map(|word| setting(HASHES, word, word.span, notes)).collect();
    let prf: Vec<Setting<Hash>> =
        words(Rule::prf).into_iter().map(|word| setting(HASHES, word, word.span, notes)).collect();
    Some(IkeProposal {
        name: section.name().to_owned(),
        span: section.head.span,
        encryption,
        // Without a `prf` line the integrity algorithms serve (IOS Security Command Reference, crypto ikev2 proposal).
        prf: if prf.is_empty() { integrity.clone() } else { prf },
        integrity,
        dh_groups: words(Rule::group).into_iter().map(|word| group(word, notes)).collect(),
        authentication: None,
        lifetime: defaults::ikev2_lifetime(section.head.span),
    })
}

/// Ciphers of IKEv2 proposals.
const CIPHERS: &Table<Encryption> = &[
    ("des", Encryption::Des),
    ("3des", Encryption::TripleDes),
    ("aes-cbc-128", Encryption::AesCbc(128)),
    ("aes-cbc-192", Encryption::AesCbc(192)),
    ("aes-cbc-256", Encryption::AesCbc(256)),
    ("aes-gcm-128", Encryption::AesGcm(128)),
    ("aes-gcm-256", Encryption::AesGcm(256)),
];

/// Authentication methods of IKEv2 profiles.
const METHODS: &Table<AuthenticationMethod> = &[
    ("pre-share", AuthenticationMethod::PreSharedKey),
    ("rsa-sig", AuthenticationMethod::RsaSignature),
    ("ecdsa-sig", AuthenticationMethod::EcdsaSignature),
    ("eap", AuthenticationMethod::Eap),
    ("anyconnect-eap", AuthenticationMethod::Eap),
];

/// How one side is authenticated. Several methods for one side cannot be told apart here.
fn authentication(profile: Option<&Section<'_>>, side: &str, at: Span) -> Setting<AuthenticationMethod> {
    let of_side = |line: &&Statement<'_>| line.word(Rule::side).is_some_and(|word| word.text == side);
    let lines: Vec<&Statement<'_>> =
        profile.into_iter().flat_map(|profile| profile.all(Rule::profile_authentication)).filter(of_side).collect();
    let Some(word) = lines.first().and_then(|line| line.word(Rule::value)) else {
        return Setting::unknown(UnknownReason::NotInExcerpt, at);
    };
    let same = lines.iter().all(|line| line.word(Rule::value).is_some_and(|other| other.text == word.text));
    let Some(method) = look_up(METHODS, word.text) else {
        return Setting::unknown(UnknownReason::Unreadable, word.span);
    };
    if same {
        Setting::written(method, word.span)
    } else {
        Setting::unknown(UnknownReason::LineNotUnderstood, word.span)
    }
}

/// An identity by its kind and value as the commands write them.
fn identity(kind: &str, value: &str) -> Option<Identity> {
    Some(match kind {
        "address" => Identity::Address(value.parse().ok()?),
        "fqdn" => Identity::Fqdn(value.to_owned()),
        "email" => Identity::Email(value.to_owned()),
        "key-id" => Identity::KeyId(value.as_bytes().to_vec()),
        _ => return None,
    })
}

/// The identities that a line of a profile, or of a peer of a keyring, stands for.
pub(super) fn remote_identity(line: &Statement<'_>, notes: &mut Notes) -> Option<IdentityPattern> {
    let kind = line.word(Rule::identity_kind)?.text;
    if kind == "any" {
        return Some(IdentityPattern::Any);
    }
    let value = line.word(Rule::value)?;
    match (kind, line.has(Rule::domain)) {
        ("address", _) => network(value, line.word(Rule::mask), notes).map(IdentityPattern::Network),
        ("fqdn", true) => Some(IdentityPattern::FqdnDomain(value.text.to_owned())),
        ("email", true) => Some(IdentityPattern::EmailDomain(value.text.to_owned())),
        (kind, _) => identity(kind, value.text).map(IdentityPattern::Exactly),
    }
}
