//! Keys and identities, as each exchange compares them.

use std::net::IpAddr;

use crate::model::{
    DefectKind, Device, Entry, Identity, IdentityCheck, IdentityPattern, IkeSettings, IkeVersion, KeyHalf, KeyScope,
    LocalIdentity, NamesInMainMode, PeerAddress, PreSharedKey, Setting, Sourced, UnknownReason,
};
use crate::negotiation::keys::{KeySearch, find_key, find_owned_key, has_owned_keys};
use crate::negotiation::main_mode::Settings;
use crate::negotiation::nat::{Nat, Sight};
use crate::negotiation::session::{Roles, Session, Side};
use crate::negotiation::{End, Fault, Outcome, QuestionReason, Subject};
use crate::secret::{KeyComparison, Psk};
use crate::source::Span;

/// The keys that both ends use for each other, by role; `None` where an end has none.
pub(super) struct Keys<'a> {
    pub(super) initiator: Option<&'a PreSharedKey>,
    pub(super) responder: Option<&'a PreSharedKey>,
}

/// Whether a device has a key for an address that none of its entries names as its peer: one whose address is settled at
/// run time may come from there.
fn has_key_for_somebody(device: &Device, version: IkeVersion) -> bool {
    let named = |address: IpAddr| {
        let mut peers = device.entries.iter().flat_map(|entry| &entry.peers);
        peers.any(|peer| peer.value == PeerAddress::Address(address))
    };
    device.keys.iter().filter(|key| key.version == version).any(|key| match &key.scope {
        KeyScope::Network(net) => net.prefix_len() < net.max_prefix_len() || !named(net.addr()),
        KeyScope::Fallback
        | KeyScope::ItsEntry
        | KeyScope::Hostname(_)
        | KeyScope::Name(_)
        | KeyScope::Identity(_)
        | KeyScope::Owners(_) => false,
    })
}

/// Whether an initiator's keyrings have a key that only a responder finds for certain, by the identity of its peer.
fn has_key_of_identity(device: &Device, settings: &IkeSettings, version: IkeVersion) -> bool {
    let in_reach = |key: &&PreSharedKey| {
        let rings = settings.initiator_rings.as_ref();
        key.version == version && rings.is_none_or(|rings| rings.contains(&key.ring))
    };
    device.keys.iter().filter(in_reach).any(|key| matches!(key.scope, KeyScope::Identity(_)))
}

/// The defect of an entry that names a keyring which does not exist: that is why it has no key.
fn missing_keyring(entry: &Entry) -> Option<usize> {
    entry.defects.iter().position(
        |defect| matches!(&defect.kind, DefectKind::DanglingReference { what, .. } if what.contains("keyring")),
    )
}

/// Whether no identity that may arrive is refused: nothing is compared, or everything (every address, where an address
/// is what arrives) is accepted.
fn accepts_anything(check: &IdentityCheck, sends_address: bool) -> bool {
    let every_address = |net: &ipnet::IpNet| sends_address && net.prefix_len() == 0;
    match check {
        IdentityCheck::NotCompared => true,
        IdentityCheck::ConfiguredPeerAddress => false,
        IdentityCheck::OneOf(patterns) => patterns.iter().any(|(pattern, _)| match pattern {
            IdentityPattern::Any => true,
            IdentityPattern::Network(net) => every_address(net),
            _ => false,
        }),
    }
}

impl Side<'_> {
    /// The identity that this end sends to the other; `None` where its file does not settle it. Of several addresses it is
    /// the one that the other end reaches it by, where it is its own.
    pub fn identity_for(&self, other: &Side<'_>, settings: &IkeSettings) -> Option<Identity> {
        let own_address = || {
            let reached_by = other.peer_address();
            let own = self.own_addresses().find(|own| Some(*own) == reached_by);
            own.or_else(|| self.own_addresses().next()).map(Identity::Address)
        };
        match settings.local_identity.known()? {
            LocalIdentity::Explicit(identity) => Some(identity.clone()),
            LocalIdentity::OwnAddress => own_address(),
            LocalIdentity::Certificate => None,
        }
    }
}

impl<'a> Session<'a> {
    /// The key with which the initiator begins, and the fault where it has none.
    ///
    /// Where there is a key for the address that the responder really has, the wrong address is what is missing a key.
    pub(super) fn initiator_key(
        &mut self,
        roles: Roles<'a>,
        settings: &'a IkeSettings,
        version: IkeVersion,
    ) -> (Option<&'a PreSharedKey>, Option<Fault>) {
        let device = roles.initiator.device;
        let mistaken = self.mistaken_peer(roles);
        let real = mistaken.is_some().then(|| roles.responder.seen_as(&roles.initiator)).flatten();
        let configured = roles.initiator.peer_address().or_else(|| roles.responder.seen_as(&roles.initiator));
        if let (Some(fault), Some(real)) = (mistaken, real)
            && matches!(find_key(device, settings, version, configured, true), KeySearch::Missing)
            && let KeySearch::Found(key) = find_key(device, settings, version, Some(real), true)
        {
            return (Some(key), Some(fault));
        }
        self.key_of(self.initiator, roles.initiator_entry, settings, version, configured)
    }

    /// The key that the responder finds for the initiator, and the fault where it finds none. It is looked up by the
    /// address that the initiator comes from; where none of the responder's entries expects that address, the one that
    /// is expected stands for it, since the address is then the fault.
    pub(super) fn responder_key(
        &mut self,
        roles: Roles<'a>,
        settings: &'a IkeSettings,
        version: IkeVersion,
    ) -> (Option<&'a PreSharedKey>, Option<Fault>) {
        match self.key_of_identity(roles, settings, version) {
            Some(KeySearch::Found(key)) => return (Some(key), None),
            Some(KeySearch::OneOf(key)) => {
                self.ask_which_key(self.responder(), key, QuestionReason::BehaviourUnknown);
                return (None, None);
            }
            _ => {}
        }
        let expected = roles.responder.peer_address();
        let is_seen = |expected: &IpAddr| {
            let sight = roles.initiator.sight(roles.initiator_entry, *expected);
            matches!(sight, Sight::Own | Sight::Behind(Nat::Proven | Nat::Stated))
        };
        let seen = expected.filter(is_seen);
        let by_source = seen.or_else(|| roles.initiator.seen_as(&roles.responder));
        if let Some(source) = by_source
            && let KeySearch::Found(key) = find_key(roles.responder.device, settings, version, Some(source), false)
        {
            self.ask_for_unknown_name(roles, version);
            return (Some(key), None);
        }
        self.key_of(self.responder(), roles.responder_entry, settings, version, expected.or(by_source))
    }

    /// The same for a responder of IKEv2 whose keys belong to identities: the initiator has sent its own, and perhaps
    /// the one that it asks for, before the key is needed.
    pub(super) fn responder_key_by_owner(
        &mut self,
        roles: Roles<'a>,
        settings: &'a IkeSettings,
        came_in: &IkeSettings,
        asked_for: Option<&Identity>,
    ) -> (Option<&'a PreSharedKey>, Option<Fault>) {
        let device = roles.responder.device;
        let rings = settings.responder_rings.as_deref();
        if !has_owned_keys(device, rings, IkeVersion::V2) {
            return self.responder_key(roles, settings, IkeVersion::V2);
        }
        let Some((identity, _)) = self.identity_sent(self.initiator, came_in) else { return (None, None) };
        match find_owned_key(device, rings, IkeVersion::V2, [Some(&identity), asked_for]) {
            Some(key) => (Some(key), None),
            None => {
                let (end, entry) = (self.responder(), roles.responder_entry);
                let at = entry.peers.get(roles.responder.rank).map_or(entry.span, Sourced::span);
                (None, self.missing_key(end, at, identity.to_string(), None))
            }
        }
    }

    /// The key that an end finds by its owner in aggressive mode, where each end has told its identity before the key is
    /// needed; `None` where it has no such key.
    pub(super) fn aggressive_key_by_owner(
        &self,
        end: End,
        own: &'a IkeSettings,
        theirs: &IkeSettings,
    ) -> Option<&'a PreSharedKey> {
        // Which exchange it is, the initiator says, whatever the responder would begin with.
        if !self.tells_identity(IkeVersion::V1) {
            return None;
        }
        let rings = if end == self.initiator { &own.initiator_rings } else { &own.responder_rings };
        theirs.local_identity.known()?;
        let came_in = self.identity_of(end.other(), theirs);
        let of_own = own.local_identity.known().and_then(|identity| match identity {
            LocalIdentity::Explicit(identity) => Some(identity),
            _ => None,
        });
        let device = self.side(end).device;
        find_owned_key(device, rings.as_deref(), IkeVersion::V1, [came_in.as_ref(), of_own])
    }

    /// The key of an end for the other, and the fault where it has none.
    fn key_of(
        &mut self,
        end: End,
        entry: &'a Entry,
        settings: &'a IkeSettings,
        version: IkeVersion,
        peer: Option<IpAddr>,
    ) -> (Option<&'a PreSharedKey>, Option<Fault>) {
        let side = self.side(end);
        let begins = end == self.initiator;
        let at = entry.peers.get(side.rank).map_or(entry.span, Sourced::span);
        match find_key(side.device, settings, version, peer, begins) {
            KeySearch::Found(key) => (Some(key), None),
            KeySearch::ByName(key) => {
                let reason = QuestionReason::Value(UnknownReason::RunTime);
                let at = key.local.as_ref().or(key.remote.as_ref()).map_or(at, |(_, span)| *span);
                self.ask(Subject::PskPresent, end, at, reason, Outcome::Stalls);
                ((!self.is_of_another_name(end, key, version)).then_some(key), None)
            }
            KeySearch::OneOf(key) => {
                self.ask_which_key(end, key, QuestionReason::Value(UnknownReason::RunTime));
                (None, None)
            }
            KeySearch::Missing if begins && has_key_of_identity(side.device, settings, version) => {
                // What the initiator expects its peer to be may yet find one; the sources that deny it are not the vendor's.
                self.ask(Subject::PskPresent, end, at, QuestionReason::BehaviourUnknown, Outcome::Stalls);
                (None, None)
            }
            KeySearch::Missing if peer.is_none() && has_key_for_somebody(side.device, version) => {
                let reason = QuestionReason::Value(UnknownReason::RunTime);
                self.ask(Subject::PskPresent, end, at, reason, Outcome::Stalls);
                (None, None)
            }
            KeySearch::Missing if !begins && self.may_find_key_by_name(version) => {
                // The identity comes before the key is needed: the peer may find one of these by a name that the file does
                // not show, or that is compared in a way which no source says.
                let reason = match self.told_identity(version) {
                    Some(_) => QuestionReason::BehaviourUnknown,
                    None => QuestionReason::Value(UnknownReason::RunTime),
                };
                self.ask(Subject::PskPresent, end, at, reason, Outcome::Stalls);
                (None, None)
            }
            KeySearch::Missing => {
                let peer = peer.map_or_else(|| "the peer".to_owned(), |address| address.to_string());
                (None, self.missing_key(end, at, peer, None))
            }
        }
    }

    /// A key that an end lacks: a fault in a complete file, a question in an excerpt.
    fn missing_key(&mut self, end: End, at: Span, peer: String, half: Option<KeyHalf>) -> Option<Fault> {
        if let Some(defect) = self.side(end).entry.and_then(missing_keyring) {
            return Some(Fault::Defect { end, defect });
        }
        if let Some(gap) = self.side(end).entry.and_then(|entry| entry.key_gap) {
            let reason = QuestionReason::Value(UnknownReason::LineNotUnderstood);
            self.ask(Subject::PskPresent, end, gap, reason, Outcome::Stalls);
            return None;
        }
        if self.side(end).device.complete {
            return Some(Fault::KeyMissing { end, at, peer, half });
        }
        let reason = QuestionReason::Value(UnknownReason::NotInExcerpt);
        self.ask(Subject::PskPresent, end, at, reason, Outcome::Stalls);
        None
    }

    /// One half of an end's key for IKEv2: `None`, with the fault where there is one, if only the other half is written.
    pub(super) fn half<'k>(
        &mut self,
        end: End,
        key: &'k PreSharedKey,
        half: KeyHalf,
    ) -> Result<&'k (Psk, Span), Option<Fault>> {
        let (wanted, other) = match half {
            KeyHalf::Local => (&key.local, &key.remote),
            KeyHalf::Remote => (&key.remote, &key.local),
        };
        wanted.as_ref().ok_or_else(|| {
            let side = self.side(end);
            let own = side.entry.map_or(Span::new(side.device.file, 0, 0), |entry| entry.span);
            let at = other.as_ref().map_or(own, |(_, span)| *span);
            let peer = side.peer().map_or_else(|| "the peer".to_owned(), ToString::to_string);
            self.missing_key(end, at, peer, Some(half))
        })
    }

    /// Compares the key with which one end proves itself with the key by which the other checks it. Asks where that
    /// cannot be told.
    pub(super) fn compare_keys(
        &mut self,
        proves: End,
        (local, local_at): &(Psk, Span),
        (remote, remote_at): &(Psk, Span),
        version: IkeVersion,
    ) -> Option<Fault> {
        let spans = match proves {
            End::A => [*local_at, *remote_at],
            End::B => [*remote_at, *local_at],
        };
        let fault = Fault::KeyMismatch { spans, proves: (version == IkeVersion::V2).then_some(proves) };
        match (local.compare(remote), self.assumptions.psk_same) {
            (KeyComparison::Same, _) | (KeyComparison::Unverifiable(_), Some(true)) => None,
            (KeyComparison::Different, _) | (KeyComparison::Unverifiable(_), Some(false)) => Some(fault),
            (KeyComparison::Unverifiable(reason), None) => {
                let halves = [(proves, local, *local_at), (proves.other(), remote, *remote_at)];
                let unreadable = halves.map(|(end, key, at)| key.unreadable().map(|reason| (end, at, reason)));
                for (end, at, reason) in unreadable.into_iter().flatten() {
                    self.ask(Subject::Psk, end, at, QuestionReason::Key(reason), Outcome::Stalls);
                }
                // Two keys that can be read and not compared: one question stands for both.
                if unreadable == [None, None] {
                    self.ask(Subject::Psk, proves, *local_at, QuestionReason::Key(reason), Outcome::Stalls);
                }
                None
            }
        }
    }

    /// The address that an end would send as its identity from the right interface, where its tunnel is bound to the wrong
    /// one, which is told by itself.
    fn of_the_right_interface(&self, sender: End, sends_address: bool) -> Option<Identity> {
        let (own, other) = (self.side(sender), self.side(sender.other()));
        let faced = other.peer_address().filter(|_| sends_address && own.is_misbound(&other));
        faced.map(Identity::Address)
    }

    /// Whether `judge` accepts the identity that the other end sends; the fault where it does not.
    pub(super) fn check_identity(
        &mut self,
        judge: End,
        judge_settings: &IkeSettings,
        sender_settings: &IkeSettings,
    ) -> Option<Fault> {
        let sender = judge.other();
        let sends_address = matches!(sender_settings.local_identity.known(), Some(LocalIdentity::OwnAddress));
        if accepts_anything(&judge_settings.remote_identity, sends_address) {
            return None;
        }
        let of_certificate = matches!(sender_settings.local_identity.known(), Some(LocalIdentity::Certificate));
        if of_certificate && !judge_settings.remote_identity.may_accept_a_distinguished_name() {
            // Whatever the name is, it is one (RFC 7296, section 3.5: ID_DER_ASN1_DN).
            let received = Identity::DistinguishedName("of its certificate".to_owned());
            let (_, judge_at) = self.accepts(judge, judge_settings, &received);
            let spans = self.with_judge(judge, judge_at, sender_settings.local_identity.span());
            return Some(Fault::Identity { end: judge, received, spans, private: false });
        }
        let (sent, sent_at) = self.identity_sent(sender, sender_settings)?;
        let received = self.of_the_right_interface(sender, sends_address).unwrap_or(sent);
        let (accepted, judge_at) = self.accepts(judge, judge_settings, &received);
        let implied = matches!(sender_settings.local_identity.known(), Some(LocalIdentity::OwnAddress));
        let nat = self.side(sender).nat(&self.side(judge)).filter(|_| implied);
        let both_implied = implied && matches!(judge_settings.remote_identity, IdentityCheck::ConfiguredPeerAddress);
        // Two implied identities differ only where the addresses do, which is a fault of its own.
        if accepted || (both_implied && nat.is_none()) {
            return None;
        }
        if nat == Some(Nat::Presumed) || judge_settings.remote_identity.is_open_about(&received) {
            // The NAT address and the implied private identity differ by design; whether the judge minds is not settled.
            // Nor is it where no source says how it compares such a name.
            let reason = match judge_settings.remote_identity.certificate_map() {
                Some(_) if nat.is_none() => QuestionReason::Certificate,
                _ => QuestionReason::BehaviourUnknown,
            };
            self.ask(Subject::Identity, judge, judge_at, reason, Outcome::Stalls);
            return None;
        }
        let spans = self.with_judge(judge, judge_at, sent_at);
        Some(Fault::Identity { end: judge, received, spans, private: nat.is_some() })
    }

    /// Two places indexed by end.
    fn with_judge(&self, judge: End, of_judge: Span, of_sender: Span) -> [Span; 2] {
        match judge {
            End::A => [of_judge, of_sender],
            End::B => [of_sender, of_judge],
        }
    }

    /// Asks about an identity that is no address, which a responder of main mode with keys may not take.
    pub(super) fn ask_about_name(&mut self, settings: Settings<'a>) {
        let responder = self.responder();
        let behaviour = &self.side(responder).device.behaviour;
        if behaviour.names_in_main_mode == NamesInMainMode::Taken {
            return;
        }
        if let Some(identity) = self.identity_of(self.initiator, settings.initiator)
            && !matches!(identity, Identity::Address(_))
        {
            let (_, at) = self.accepts(responder, settings.responder, &identity);
            self.ask(Subject::Identity, responder, at, QuestionReason::BehaviourUnknown, Outcome::Stalls);
        }
    }

    /// The identity that an end sends; `None`, with a question, where the file does not settle it.
    fn identity_sent(&mut self, sender: End, settings: &IkeSettings) -> Option<(Identity, Span)> {
        let at = settings.local_identity.span();
        let identity = self.identity_of(sender, settings);
        if identity.is_none() {
            let reason = match &settings.local_identity {
                Setting::Known(known) if known.value == LocalIdentity::Certificate => QuestionReason::Certificate,
                Setting::Known(_) => QuestionReason::Value(UnknownReason::RunTime),
                Setting::Unknown(unknown) => QuestionReason::Value(unknown.reason),
            };
            self.ask(Subject::Identity, sender, at, reason, Outcome::Stalls);
        }
        identity.map(|identity| (identity, at))
    }

    /// The identity that an end sends; `None` where the file does not settle it.
    pub(super) fn identity_of(&self, sender: End, settings: &IkeSettings) -> Option<Identity> {
        self.side(sender).identity_for(&self.side(sender.other()), settings)
    }

    /// Whether an end accepts an identity, and the line that says so.
    fn accepts(&self, judge: End, settings: &IkeSettings, received: &Identity) -> (bool, Span) {
        let side = self.side(judge);
        let peer_at = side.entry.map(|entry| entry.peers.get(side.rank).map_or(entry.span, Sourced::span));
        let fallback = peer_at.unwrap_or(settings.proposals_at);
        match &settings.remote_identity {
            IdentityCheck::NotCompared => (true, fallback),
            IdentityCheck::ConfiguredPeerAddress => {
                let expected = side.peer_address().map(Identity::Address);
                (expected.is_none_or(|expected| expected == *received), fallback)
            }
            IdentityCheck::OneOf(patterns) => {
                let accepted = patterns.iter().any(|(pattern, _)| pattern.accepts(received));
                (accepted, patterns.first().map_or(fallback, |(_, span)| *span))
            }
        }
    }

    /// A setting of an identity or a method as a question where it is not known.
    pub(super) fn ask_unless_known<T>(&mut self, setting: &Setting<T>, subject: Subject, end: End) {
        if let Setting::Unknown(unknown) = setting {
            self.ask(subject, end, unknown.at, QuestionReason::Value(unknown.reason), Outcome::Stalls);
        }
    }
}
