//! Statements to the model.

mod access_list;
mod certificates;
mod crypto_map;
mod flexvpn;
mod ike;
mod ikev2;
mod interface;
mod ipsec;
mod keys;
mod leftovers;
mod liveness;
mod lost;
mod names;
mod path;
mod post_quantum;
mod repeated;
mod tunnel;
mod tunnel_mode;
mod unread_keys;
mod vrf;

use std::collections::{BTreeMap, HashSet};
use std::net::IpAddr;

use crate::model::{
    Blocks, ChildProposal, Defect, Device, Entry, IkeSettings, IkeVersion, NatTraversal, PeerAddress, PlatformId,
    Release, Setting, Sourced,
};
use crate::platform::cisco::lost::definitions;
use crate::platform::cisco::names::free_name;
use crate::platform::cisco::notes::Notes;
use crate::platform::cisco::outline::BannerStyle;
use crate::platform::cisco::statement::Word;
use crate::platform::cisco::unused::unused;
use crate::platform::ios::NEW_NAME;
use crate::platform::ios::behaviour::behaviour;
use crate::platform::ios::defaults;
use crate::platform::ios::heads::Kind;
use crate::platform::ios::lower::interface::Interfaces;
use crate::platform::ios::lower::keys::Keyrings;
use crate::platform::ios::lower::unread_keys::UnreadKeys;
use crate::platform::ios::recognise;
use crate::platform::ios::syntax::{Configuration, Rule, Section};
use crate::platform::ios::unused::KINDS;
use crate::platform::ranges::ios::POLICY;
use crate::platform::{ReadOptions, refusals};
use crate::source::{SourceFile, Span};

/// What every part of the lowering looks things up in.
pub(super) struct Context<'a> {
    file: &'a SourceFile,
    configuration: &'a Configuration<'a>,
    complete: bool,
    release: Option<Release>,
    interfaces: Interfaces<'a>,
    keyrings: Keyrings<'a>,
    unread_keys: UnreadKeys,
}

/// The heads of what other lines name.
const DEFINITIONS: &[&str] = &[
    "ip access-list extended",
    "access-list",
    "crypto ipsec transform-set",
    "crypto ipsec profile",
    "crypto dynamic-map",
    "crypto keyring",
    "crypto isakmp profile",
    "crypto ikev2 profile",
    "crypto ikev2 keyring",
    "crypto ikev2 proposal",
];

/// Lowers a configuration to a device. Whatever is wrong becomes a defect, of an entry or of the device.
pub(super) fn lower(
    id: PlatformId,
    file: &SourceFile,
    configuration: &Configuration<'_>,
    options: ReadOptions<'_>,
) -> Device {
    let lost_definitions = definitions(file, DEFINITIONS);
    let is_whole = recognise::is_complete(file.text(), configuration) && lost_definitions.is_empty();
    let complete = options.assume_complete || is_whole;
    let release = options.assumed_release.or_else(|| Release::parse(configuration.version?));
    let mut notes = Notes::new(complete);
    let interfaces = Interfaces::new(configuration);
    let (keyrings, keys) = keys::lower(file, configuration, &mut notes);
    let unread_keys = UnreadKeys::new(file, configuration, &std::mem::take(&mut notes.unread));
    let context = Context { file, configuration, complete, release, interfaces, keyrings, unread_keys };
    let mut entries = crypto_map::entries(&context);
    let tunnels = tunnel::entries(&context, &entries);
    entries.extend(tunnels);
    let taken = |policy: &&Section<'_>| policy.refused_number(POLICY).is_none();
    let policies = configuration.of(Kind::IsakmpPolicy).filter(taken).map(Section::number);
    if let Some(last) = policies.max() {
        entries.iter_mut().for_each(|entry| entry.names.last_policies = BTreeMap::from([(IkeVersion::V1, last)]));
    }
    let named: HashSet<&str> =
        configuration.sections.iter().map(Section::name).chain(configuration.list_names.iter().copied()).collect();
    let free = free_name(NEW_NAME, |name| !named.contains(name));
    entries.iter_mut().for_each(|entry| entry.names.free_name = Some(free.clone()));
    let path = context.path(&entries);
    ipsec::note_duplicate_transform_sets(configuration, &mut notes);
    notes.defects.extend(ikev2::unusable_proposals(&context));
    configuration.unrecognised.iter().for_each(|span| notes.unrecognised(*span));
    configuration
        .strays
        .iter()
        .for_each(|line| notes.invalid(*line, "a command of the whole device; it belongs into a block"));
    notes.note_lost(&lost_definitions);
    if is_truncated(file.text(), configuration) {
        notes.truncated(file);
    }
    notes.defects.extend(leftovers::defects(&context, &entries, &notes.defects));
    if complete {
        notes.defects.extend(unused(file, BannerStyle::Delimited, KINDS));
    }
    notes.defects.extend(take_shared_defects(&mut entries));
    notes.defects.sort_by_key(|defect| defect.span);
    let mut device = Device {
        name: configuration.hostname.map_or_else(|| file.stem(), str::to_owned),
        file: file.id(),
        platform: id,
        version: configuration.version.map(str::to_owned),
        assumed_release: options.assumed_release,
        complete,
        behaviour: behaviour(release.is_some_and(|release| release.is_before(12, 3))),
        refused: Vec::new(),
        outside_addresses: Vec::new(),
        interfaces: context.interfaces.models(),
        keys,
        entries,
        path: Some(path),
        defects: notes.defects,
        coverage: configuration.coverage.clone(),
    };
    if !file.text().lines().any(|line| line.trim() == defaults::SHIELD_DISABLED) {
        refusals::apply(&mut device, release, defaults::REFUSALS);
    }
    device
}

/// Takes defects of blocks that several entries share out of the entries, each once. Those that keep an entry from
/// working stay with it.
fn take_shared_defects(entries: &mut [Entry]) -> Vec<Defect> {
    let mut count: BTreeMap<Span, usize> = BTreeMap::new();
    let harmless = |defect: &Defect| defect.blocks == Blocks::Nothing;
    for defect in entries.iter().flat_map(|entry| &entry.defects).filter(|defect| harmless(defect)) {
        *count.entry(defect.span).or_default() += 1;
    }
    let mut shared: Vec<Defect> = Vec::new();
    for entry in entries {
        let is_shared =
            |defect: &mut Defect| harmless(defect) && count.get(&defect.span).is_some_and(|times| *times > 1);
        shared.extend(entry.defects.extract_if(.., is_shared));
    }
    shared.sort_by_key(|defect| defect.span);
    shared.dedup();
    shared
}

/// Whether the beginning of a running configuration is there and its `end` is not.
fn is_truncated(text: &str, configuration: &Configuration<'_>) -> bool {
    let begins = text.lines().take(20).any(|line| line.starts_with("Current configuration"));
    begins && configuration.version.is_some() && !configuration.has_end && !configuration.has_last_section
}

/// What an entry knows of the ends of its exchange when its IKE settings are lowered.
struct Exchange<'e> {
    /// The head of the entry.
    at: Span,
    /// The addresses that its packets come from.
    local: &'e [Setting<IpAddr>],
    /// The peers that it names.
    peers: &'e [Sourced<PeerAddress>],
    /// The VRF that its packets are routed in; `None` is the global one.
    vrf: Option<&'e str>,
    /// The child proposals of the entry, which both versions use.
    child_proposals: Vec<ChildProposal>,
}

impl<'a> Context<'a> {
    /// The block that `word` refers to. Where there is none, that is noted.
    fn resolve(
        &self,
        kind: Kind,
        what: &'static str,
        word: Word<'a>,
        blocks: Blocks,
        notes: &mut Notes,
    ) -> Option<&'a Section<'a>> {
        let found = self.configuration.named(kind, word.text);
        if found.is_none() {
            notes.dangling(what, word, self.configuration.of(kind).map(Section::name), blocks);
        }
        found
    }

    /// The IKE settings of an entry: IKEv2 alone where it names an IKEv2 profile, else IKEv1 alone.
    fn ike_settings(
        &self,
        isakmp_profile: Option<Word<'a>>,
        ikev2_profile: Option<Word<'a>>,
        exchange: Exchange<'_>,
        notes: &mut Notes,
    ) -> (Option<IkeSettings>, Option<IkeSettings>, Span) {
        match ikev2_profile {
            Some(word) => {
                let version_at = word.span;
                let profile = self.resolve(Kind::Ikev2Profile, "IKEv2 profile", word, Blocks::Everything, notes);
                (None, Some(self.ikev2_settings(profile, word.span, exchange, notes)), version_at)
            }
            None => {
                let version_at = exchange.at;
                // What a device does with a profile that does not exist is documented nowhere.
                let profile = isakmp_profile.and_then(|word| {
                    let found = self.resolve(Kind::IsakmpProfile, "ISAKMP profile", word, Blocks::Nothing, notes);
                    if found.is_none() {
                        notes.unread.push(word.span);
                    }
                    found
                });
                (Some(self.ikev1_settings(profile, exchange, notes)), None, version_at)
            }
        }
    }

    /// What an entry does about NAT.
    fn nat_traversal(&self, version: IkeVersion, at: Span) -> Setting<NatTraversal> {
        let off = self.configuration.global(Rule::nat_traversal_off).filter(|_| version == IkeVersion::V1);
        let on = Setting::default(NatTraversal::On, defaults::NAT_TRAVERSAL, at);
        off.map_or(on, |line| Setting::written(NatTraversal::Off, line.span))
    }

    /// The line that may be the key of an entry, where one is missed.
    fn key_gap(&self, ikev2_profile: Option<Word<'a>>, peers: &[Sourced<PeerAddress>]) -> Option<Span> {
        let Some(profile) = ikev2_profile else { return self.unread_keys.gap(peers) };
        let profile = self.configuration.named(Kind::Ikev2Profile, profile.text)?;
        let keyring = profile.last(Rule::keyring_local).and_then(|line| line.word(Rule::name));
        let keyring = keyring.and_then(|word| self.configuration.named(Kind::Ikev2Keyring, word.text));
        profile.gap().or_else(|| keyring?.gap())
    }

    /// The address that a token names: written as such, or by `ip host`.
    fn address(&self, token: &str) -> Option<IpAddr> {
        token.parse().ok().or_else(|| self.configuration.hosts.get(token).and_then(|address| address.parse().ok()))
    }
}
