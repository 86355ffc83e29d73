//! A connection to entries of the model.

use std::net::IpAddr;

use crate::model::{
    AuthenticationMethod, Blocks, CertificateName, Child, Defect, DefectKind, Entry, EntryKind, EntryNames,
    ExchangeMode, ExchangeModes, IdentityCheck, IdentityPattern, IkeSettings, IkeVersion, Initiation, LocalIdentity,
    NatTraversal, PeerAddress, Release, Setting, Sourced, TrustPoint, UnknownReason,
};
use crate::platform::is_placeholder;
use crate::platform::nearest::nearest;
use crate::platform::swanctl::addresses::{is_no_name, peer};
use crate::platform::swanctl::authentication::{ike_proposals, method};
use crate::platform::swanctl::child::{self, ChildSection, Outer};
use crate::platform::swanctl::defaults;
use crate::platform::swanctl::identity::{self, Parsed};
use crate::platform::swanctl::liveness::dead_peer_detection;
use crate::platform::swanctl::lower::{includes_below, only_one};
use crate::platform::swanctl::proposals::{self, Protocol};
use crate::platform::swanctl::schema::{Kind, Meaning, lines, mended, refusals};
use crate::platform::swanctl::secrets::{Parties, rings};
use crate::platform::swanctl::syntax::{Assignment, Section};
use crate::platform::swanctl::values::{Word, items, seconds, switch};
use crate::source::Span;

/// What a connection says.
pub(super) struct Connection {
    /// Its entries: one, or one for each child section where these differ in more than their selectors.
    pub(super) entries: Vec<Entry>,
    /// Who it is between, for the search of its key.
    pub(super) parties: Parties,
}

impl Connection {
    /// Notes the references that lead nowhere; what they would have said is missing. `paths` are those of all sections.
    pub(super) fn note_dangling(&mut self, dangling: &[(&str, Span)], paths: &[String]) {
        for entry in &mut self.entries {
            for (name, span) in dangling {
                let nearest = nearest(name, paths.iter().map(String::as_str));
                let kind = DefectKind::DanglingReference { what: "section", name: (*name).to_owned(), nearest };
                entry.defects.push(Defect { kind, span: *span, blocks: Blocks::Nothing });
                entry.unread.push(*span);
            }
        }
    }

    /// Notes what would keep the whole file from being read if it stands there on the device as well: words between the
    /// sections, which whoever copied the file may have added, and the place where it is cut off.
    pub(super) fn note_doubtful_syntax(&mut self, doubtful: impl Iterator<Item = Span> + Clone) {
        for entry in &mut self.entries {
            entry.unread.extend(doubtful.clone());
        }
    }

    /// Notes what keeps the whole file from being read, so that this connection is not loaded either.
    pub(super) fn note_broken_syntax(&mut self, broken: &[Span]) {
        for entry in &mut self.entries {
            entry.unread.retain(|span| !broken.contains(span));
            let defect = |span: &Span| {
                let kind = DefectKind::UnrecognisedLine;
                Defect { kind, span: *span, blocks: Blocks::Everything }
            };
            entry.defects.extend(broken.iter().map(defect));
        }
    }
}

/// Reads connection number `number` of its file, for a daemon of this release.
pub(super) fn read(section: &Section<'_>, number: usize, release: Option<Release>) -> Connection {
    let defects = refusals(section, Kind::Connection);
    let unread = unread(section, &defects);
    let section = &mended(section.clone(), Kind::Connection);
    let mut reader = Reader { section, release, defects, unread };
    let local_addresses = reader.local_addresses();
    let peers = reader.peers();
    let [local, remote] = ["local", "remote"].map(|prefix| reader.round(prefix));
    let first = |addresses: &[Setting<IpAddr>]| addresses.iter().find_map(|own| own.known().copied());
    let peer_address = peers.iter().find_map(|peer| match peer.value {
        PeerAddress::Address(address) => Some(address),
        _ => None,
    });
    let outer = Outer { local: first(&local_addresses), remote: peer_address };
    let parties = Parties {
        local: only_one(&local.identity),
        remote: only_one(&remote.identity),
        local_address: outer.local,
        remote_address: outer.remote,
    };
    let initiation = initiation(section, &peers);
    let versions = reader.versions();
    let ike = reader.ike(&local, &remote, &versions, number);
    let children = reader.children(outer);
    let nat_traversal = reader.nat_traversal();
    let head = section.head;
    let base = Entry {
        name: section.name.to_owned(),
        kind: EntryKind::Connection,
        span: head,
        interface: String::new(),
        bound: Setting::written(true, head),
        local_addresses,
        peers,
        tunnel_addresses: Vec::new(),
        initiation,
        ikev1: ike.0,
        ikev2: ike.1,
        version_at: versions.at,
        pfs: Setting::default(None, defaults::PFS, head),
        child_lifetime: crate::model::Lifetime {
            seconds: Setting::default(None, defaults::CHILD_LIFETIME, head),
            kilobytes: Setting::default(None, defaults::CHILD_VOLUME, head),
        },
        children: Vec::new(),
        accepts_any_selector: false,
        place: None,
        nat_traversal,
        defects: reader.defects,
        names: EntryNames::default(),
        key_gap: None,
        unread: reader.unread,
    };
    let mut entries = entries(&base, &children);
    entries.iter_mut().for_each(leave_placeholders_open);
    Connection { entries, parties }
}

/// A placeholder is no invalid value: what it will be is open, and so is what hangs on it.
fn leave_placeholders_open(entry: &mut Entry) {
    let is_open = |defect: &Defect| match &defect.kind {
        DefectKind::InvalidValue { value, .. } => is_placeholder(value),
        _ => false,
    };
    entry.unread.extend(entry.defects.extract_if(.., |defect| is_open(defect)).map(|defect| defect.span));
}

/// Lines that ikelint does not understand, that a verdict may hang on, and for which charon does not refuse the connection.
fn unread(section: &Section<'_>, refusals: &[Defect]) -> Vec<Span> {
    let strange = lines(section, Kind::Connection).into_iter().filter(|line| line.meaning.is_none());
    let strange = strange.filter(|line| refusals.iter().all(|defect| defect.span != line.span));
    let own = section.settings.iter().filter(|own| Kind::Connection.meaning(own.key) == Some(Meaning::Unmodelled));
    let mut found: Vec<Span> = strange.map(|line| line.span).chain(own.map(|own| own.span)).collect();
    found.extend(includes_below(section));
    found
}

/// Puts the child sections into one entry, or into one each where their proposals or lifetimes differ.
fn entries(base: &Entry, sections: &[ChildSection]) -> Vec<Entry> {
    let Some(first) = sections.first() else {
        let mut entry = base.clone();
        let kind = DefectKind::Incomplete { lacks: "child section" };
        entry.defects.push(Defect { kind, span: entry.span, blocks: Blocks::Children });
        return vec![entry];
    };
    if sections.iter().all(|other| first.goes_with(other)) {
        return vec![entry(base, sections, base.name.clone())];
    }
    let name = |section: &ChildSection| format!("{}/{}", base.name, section.name);
    sections.iter().map(|section| entry(base, std::slice::from_ref(section), name(section))).collect()
}

fn entry(base: &Entry, sections: &[ChildSection], name: String) -> Entry {
    let mut entry = base.clone();
    entry.name = name;
    let numbered = sections.iter().enumerate();
    entry.children = numbered.flat_map(|(number, own)| own.children(&base.name, number)).collect::<Vec<Child>>();
    if let Some(first) = sections.first() {
        entry.pfs = first.pfs(base.span);
        entry.child_lifetime = first.lifetime;
        for settings in [&mut entry.ikev1, &mut entry.ikev2].into_iter().flatten() {
            settings.child_proposals = first.proposals.clone();
        }
    }
    entry.names.policies_are_set_apart = sections.iter().all(|section| section.is_set_apart);
    for section in sections {
        entry.defects.extend(section.defects.iter().cloned());
        entry.unread.extend(&section.unread);
    }
    entry
}

/// Whoever has a peer may be told to begin; a child section with `start_action` begins by itself.
fn initiation(section: &Section<'_>, peers: &[Sourced<PeerAddress>]) -> Sourced<Initiation> {
    if let [only] = peers
        && only.value == PeerAddress::Any
    {
        return Sourced { value: Initiation::RespondOnly, origin: only.origin };
    }
    let children = section.section("children").into_iter().flat_map(|children| &children.sections);
    let actions: Vec<&Assignment<'_>> = children.filter_map(|child| child.setting("start_action")).collect();
    let is_idle = |action: &&&Assignment<'_>| ["none", "clear"].contains(&action.value.to_ascii_lowercase().as_str());
    let begins = actions.iter().find(|action| !is_idle(action));
    match (begins, actions.first()) {
        (Some(begins), _) => Sourced::written(Initiation::Both, begins.span),
        // What another file may say.
        _ if !includes_below(section).is_empty() => {
            Sourced::default(Initiation::Both, defaults::INITIATION, section.head)
        }
        (None, Some(idle)) => Sourced::written(Initiation::OnCommand, idle.span),
        (None, None) => Sourced::default(Initiation::OnCommand, defaults::INITIATION, section.head),
    }
}

/// The versions that a connection speaks.
struct Versions {
    ikev1: bool,
    ikev2: bool,
    enabled: Setting<bool>,
    at: Span,
}

/// How one end proves itself, and as whom.
struct Round {
    method: Setting<AuthenticationMethod>,
    identity: Parsed,
    /// The line of the identity, where it is set.
    identity_at: Option<Span>,
    trust_points: Vec<TrustPoint>,
    head: Span,
}

struct Reader<'s, 'a> {
    section: &'s Section<'a>,
    release: Option<Release>,
    defects: Vec<Defect>,
    unread: Vec<Span>,
}

impl Reader<'_, '_> {
    fn setting(&self, key: &str) -> Option<&Assignment<'_>> {
        self.section.setting(key)
    }

    /// What is not a single address is settled at run time.
    fn local_addresses(&self) -> Vec<Setting<IpAddr>> {
        let run_time = |at: Span| vec![Setting::unknown(UnknownReason::RunTime, at)];
        let Some(setting) = self.setting("local_addrs") else { return run_time(self.section.head) };
        let address = |item: Word<'_>| match item.text.parse::<IpAddr>() {
            Ok(address) if !address.is_unspecified() => Setting::written(address, item.at),
            _ => Setting::unknown(UnknownReason::RunTime, item.at),
        };
        let found: Vec<Setting<IpAddr>> = items(setting).into_iter().map(address).collect();
        if found.is_empty() { run_time(setting.span) } else { found }
    }

    /// The far ends. Only the first address is ever called, so that more than one leaves open which.
    fn peers(&mut self) -> Vec<Sourced<PeerAddress>> {
        let head = self.section.head;
        let Some(setting) = self.section.setting("remote_addrs") else {
            return vec![Sourced::default(PeerAddress::Any, defaults::REMOTE_ADDRESSES, head)];
        };
        let mut peers: Vec<Sourced<PeerAddress>> = Vec::new();
        for item in items(setting) {
            let peer = peer(&item.text);
            if matches!(peer, PeerAddress::Name(_)) && is_no_name(&item.text) {
                self.defects.push(item.invalid("an address, a name or %any"));
            }
            if peers.iter().all(|own| own.value != peer) {
                peers.push(Sourced::written(peer, item.at));
            }
        }
        // An address beside a network is what is called; the network widens what is answered.
        if peers.iter().any(|peer| peer.value == PeerAddress::Any) && peers.len() > 1 {
            self.unread.push(setting.span);
        }
        peers
    }

    fn versions(&mut self) -> Versions {
        let head = self.section.head;
        let Some(setting) = self.section.setting("version") else {
            let enabled = Setting::default(true, defaults::VERSION, head);
            return Versions { ikev1: true, ikev2: true, enabled, at: head };
        };
        let (ikev1, ikev2) = match setting.value.as_ref() {
            "0" => (true, true),
            "1" => (true, false),
            "2" => (false, true),
            _ => {
                self.defects.push(Word::of(setting).invalid("0, 1 or 2"));
                (true, true)
            }
        };
        Versions { ikev1, ikev2, enabled: Setting::written(true, setting.span), at: setting.span }
    }

    /// The first authentication round with this prefix. More rounds, and what only remote access uses, are not modelled.
    fn round(&mut self, prefix: &str) -> Round {
        let mut rounds: Vec<&Section<'_>> =
            self.section.sections.iter().filter(|section| section.name.starts_with(prefix)).collect();
        let number = |section: &Section<'_>| {
            section.setting("round").and_then(|round| round.value.parse::<u32>().ok()).unwrap_or(0)
        };
        rounds.sort_by_key(|section| number(section));
        self.unread.extend(rounds.iter().skip(1).map(|section| section.head));
        let Some(first) = rounds.first() else {
            return Round {
                method: Setting::default(AuthenticationMethod::Signature, defaults::AUTHENTICATION, self.section.head),
                identity: Parsed::Any,
                identity_at: None,
                trust_points: Vec::new(),
                head: self.section.head,
            };
        };
        let id = first.setting("id");
        let identity = id.map_or(Parsed::Any, |id| identity::parse(&id.value));
        let named = [("certs", "certificate"), ("cacerts", "CA certificate"), ("pubkeys", "public key")];
        let trust_points = named.into_iter().filter_map(|(key, what)| {
            let setting = first.setting(key)?;
            Some(TrustPoint { what, name: setting.value.to_string(), at: setting.span })
        });
        let round = Round {
            method: method(first),
            identity,
            identity_at: id.map(|id| id.span),
            trust_points: trust_points.collect(),
            head: first.head,
        };
        if let Setting::Unknown(unknown) = round.method {
            self.unread.push(unknown.at);
        }
        round
    }

    /// The settings for both versions.
    fn ike(
        &mut self,
        local: &Round,
        remote: &Round,
        versions: &Versions,
        number: usize,
    ) -> (Option<IkeSettings>, Option<IkeSettings>) {
        let head = self.section.head;
        let setting = self.section.setting("proposals");
        let offer = proposals::read(setting, Protocol::Ike, self.release, head);
        self.defects.extend(offer.defects.iter().cloned());
        self.unread.extend(&offer.unread);
        let lifetime = self.lifetime();
        let modes = self.exchange_modes();
        let identity = self.local_identity(local);
        let check = self.remote_identity(remote);
        let rings = rings(number);
        let settings = |version| IkeSettings {
            enabled: versions.enabled,
            initiates: version == IkeVersion::V2 || !versions.ikev2,
            proposals: ike_proposals(&offer, version, local.method, lifetime, head),
            proposals_at: setting.map_or(head, |setting| setting.span),
            exchange_modes: (version == IkeVersion::V1).then_some(modes),
            local_authentication: (version == IkeVersion::V2).then_some(local.method),
            remote_authentication: (version == IkeVersion::V2).then_some(remote.method),
            local_identity: identity.clone(),
            remote_identity: check.clone(),
            initiator_rings: Some(match version {
                IkeVersion::V1 => vec![rings.by_identity, rings.answering, rings.by_address],
                IkeVersion::V2 => vec![rings.by_identity],
            }),
            responder_rings: Some(match version {
                IkeVersion::V1 => vec![rings.by_identity, rings.answering, rings.by_address],
                IkeVersion::V2 => vec![rings.answering],
            }),
            trust_points: local.trust_points.iter().chain(&remote.trust_points).cloned().collect(),
            certificate_name: Some(Sourced::default(
                CertificateName::IsIdentity,
                defaults::ID_IN_CERTIFICATE,
                remote.head,
            )),
            child_proposals: Vec::new(),
            prohibited: None,
            dead_peer_detection: dead_peer_detection(self.section),
            post_quantum: None,
        };
        (versions.ikev1.then(|| settings(IkeVersion::V1)), versions.ikev2.then(|| settings(IkeVersion::V2)))
    }

    /// How long an IKE SA lives: until it is rekeyed or authenticated again, and `over_time` more.
    fn lifetime(&self) -> Setting<Option<u64>> {
        let read = |key: &str| match self.setting(key) {
            Some(setting) => seconds(&setting.value).map(Some).ok_or(setting.span),
            None => Ok(None),
        };
        let (rekey, again, over) = match (read("rekey_time"), read("reauth_time"), read("over_time")) {
            (Ok(rekey), Ok(again), Ok(over)) => (rekey, again, over),
            (Err(at), ..) | (_, Err(at), _) | (.., Err(at)) => return Setting::unknown(UnknownReason::Unreadable, at),
        };
        let again = again.unwrap_or(0);
        // A reauthentication time alone switches rekeying off.
        let rekey = rekey.unwrap_or(if again > 0 { 0 } else { defaults::IKE_REKEY });
        let over = over.unwrap_or(rekey.max(again) / 10);
        let soft = [rekey, again].into_iter().filter(|time| *time > 0).min();
        let life = soft.map(|soft| soft.saturating_add(over));
        match self.setting("rekey_time").or_else(|| self.setting("reauth_time")) {
            Some(setting) => Setting::written(life, setting.span),
            None => Setting::default(life, defaults::IKE_LIFETIME, self.section.head),
        }
    }

    /// Always on, and forced by `encap`: charon then tells of a NAT that is not there. An end that does not look for one
    /// hears nothing of it (isakmp_natd.c, ike_natd.c). `mobike`, which is on unless it is switched off, moves IKEv2 to
    /// UDP 4500 in any case.
    fn nat_traversal(&self) -> Setting<NatTraversal> {
        if let Some((true, span)) = self.switched("encap") {
            return Setting::written(NatTraversal::Forced, span);
        }
        match self.switched("mobike") {
            Some((false, span)) => Setting::written(NatTraversal::On, span),
            Some((true, span)) => Setting::written(NatTraversal::Mobile, span),
            None => Setting::default(NatTraversal::Mobile, defaults::NAT_TRAVERSAL, self.section.head),
        }
    }

    /// A setting that is yes or no, with its place; a word that is neither is refused with its connection.
    fn switched(&self, name: &str) -> Option<(bool, Span)> {
        let setting = self.section.setting(name)?;
        Some((switch(&setting.value)?, setting.span))
    }

    /// Main mode, unless `aggressive` is on; the other one is not answered.
    fn exchange_modes(&self) -> ExchangeModes {
        let Some(setting) = self.section.setting("aggressive") else {
            let (source, head) = (defaults::AGGRESSIVE, self.section.head);
            return ExchangeModes {
                initiates: Sourced::default(ExchangeMode::Main, source, head),
                aggressive_group: None,
                accepts_main: Sourced::default(true, source, head),
                accepts_aggressive: Sourced::default(false, source, head),
            };
        };
        let on = switch(&setting.value) == Some(true);
        let mode = if on { ExchangeMode::Aggressive } else { ExchangeMode::Main };
        ExchangeModes {
            initiates: Sourced::written(mode, setting.span),
            aggressive_group: None,
            accepts_main: Sourced::written(!on, setting.span),
            accepts_aggressive: Sourced::written(on, setting.span),
        }
    }

    fn local_identity(&mut self, round: &Round) -> Setting<LocalIdentity> {
        let at = round.identity_at.unwrap_or(round.head);
        match &round.identity {
            Parsed::One(identity) => Setting::written(LocalIdentity::Explicit(identity.clone()), at),
            Parsed::Any if round.trust_points.is_empty() => {
                Setting::default(LocalIdentity::OwnAddress, defaults::LOCAL_IDENTITY, at)
            }
            Parsed::Any => Setting::written(LocalIdentity::Certificate, at),
            Parsed::Several(_) | Parsed::Unknown => Setting::unknown(UnknownReason::Unreadable, at),
        }
    }

    fn remote_identity(&mut self, round: &Round) -> IdentityCheck {
        let at = round.identity_at.unwrap_or(round.head);
        let pattern = match &round.identity {
            Parsed::Any => return IdentityCheck::NotCompared,
            Parsed::One(identity) => IdentityPattern::Exactly(identity.clone()),
            Parsed::Several(pattern) => pattern.clone(),
            Parsed::Unknown => {
                self.unread.push(at);
                IdentityPattern::Any
            }
        };
        IdentityCheck::OneOf(vec![(pattern, at)])
    }

    fn children(&self, outer: Outer) -> Vec<ChildSection> {
        let sections = self.section.section("children").into_iter().flat_map(|children| &children.sections);
        let read = sections.filter_map(|section| child::read(section, outer, self.release));
        // The interface numbers of a connection hold for its children.
        let has_number = ["if_id_in", "if_id_out"].iter().any(|key| self.section.setting(key).is_some());
        read.map(|own| ChildSection { is_set_apart: own.is_set_apart || has_number, ..own }).collect()
    }
}
