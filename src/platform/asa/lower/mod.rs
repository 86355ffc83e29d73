//! Statements to the model.

mod access_list;
mod certificates;
mod child;
mod crypto_map;
mod group_policy;
mod ike;
mod interface;
mod keys;
mod leftovers;
mod liveness;
mod object;
mod path;
mod repeated;
mod vti;
pub(super) mod words;

use std::collections::HashMap;
use std::net::IpAddr;

use crate::model::{Device, IkeProposal, IkeVersion, PlatformId, Release};
use crate::platform::asa::behaviour::behaviour;
use crate::platform::asa::config::{Config, Item, Table, gather};
use crate::platform::asa::defaults;
use crate::platform::asa::syntax::{Command, Rule, commands};
use crate::platform::cisco::lost;
use crate::platform::cisco::notes::Notes;
use crate::platform::cisco::outline::BannerStyle;
use crate::platform::cisco::template::is_template;
use crate::platform::{ReadOptions, refusals};
use crate::source::SourceFile;

use access_list::AccessLists;
use interface::Interfaces;

/// The heads of what other lines name.
const DEFINITIONS: &[&str] = &[
    "access-list",
    "crypto ipsec ikev1 transform-set",
    "crypto ipsec transform-set",
    "crypto ipsec ikev2 ipsec-proposal",
    "crypto ipsec profile",
    "crypto dynamic-map",
    "group-policy",
];

/// What every part of the lowering looks things up in.
struct Context<'c, 'a> {
    file: &'a SourceFile,
    config: &'c Config<'a>,
    release: Option<Release>,
    complete: bool,
    interfaces: Interfaces<'c, 'a>,
    /// Tunnel groups whose name is an address.
    groups_by_address: HashMap<IpAddr, &'c Item<'a>>,
    ikev1_proposals: Vec<IkeProposal>,
    ikev2_proposals: Vec<IkeProposal>,
}

/// Reads a file to the model.
pub(super) fn device(file: &SourceFile, id: PlatformId, options: ReadOptions<'_>) -> Device {
    let commands = commands(file, BannerStyle::LineByLine);
    let mut config = gather(&commands);
    let reader = std::mem::take(&mut config.reader);
    let is_whole = options.assume_complete || is_complete(file.text());
    let lost = lost::definitions(file, DEFINITIONS);
    let complete = options.assume_complete || (is_whole && !is_template(file.text()) && lost.is_empty());
    let mut notes = Notes::new(complete);
    let interfaces = Interfaces::of(&config, complete, &mut notes);
    let version = release_line(&config, file.text());
    let product = config.release.map_or("ASA", |(product, _)| product);
    let stated = version.as_deref().and_then(|version| defaults::release_of(product, version));
    let release = options.assumed_release.or(stated);
    let context = Context {
        file,
        release,
        complete,
        groups_by_address: keys::groups_by_address(&config),
        ikev1_proposals: ike::ikev1_proposals(&config, release, complete, &mut notes),
        ikev2_proposals: ike::ikev2_proposals(&config, release, complete, &mut notes),
        interfaces,
        config: &config,
    };
    let mut access_lists = AccessLists::new(&context, reader);
    let mut entries = crypto_map::entries(&context, &mut access_lists);
    entries.extend(vti::entries(&context, &mut access_lists));
    let mut reader = access_lists.reader;
    let last = |policies: &Table<'_>| policies.items.iter().map(|policy| policy.sequence).max();
    let last = [(IkeVersion::V1, last(&config.ikev1_policies)), (IkeVersion::V2, last(&config.ikev2_policies))];
    for entry in &mut entries {
        entry.names.last_policies.extend(last.iter().filter_map(|(version, last)| Some((*version, (*last)?))));
    }
    notes.defects.append(&mut reader.defects);
    notes.note_lost(&lost);
    if is_truncated(file.text(), is_whole) {
        notes.truncated(file);
    }
    let path = path::path(&context, &entries);
    let keys = keys::keys(&context, &mut notes);
    notes.defects.extend(leftovers::defects(&context, &entries, &notes.defects));
    notes.defects.extend(leftovers::unused(&context));
    notes.defects.sort_by_key(|defect| defect.span.start);
    let mut device = Device {
        name: config.hostname.map_or_else(|| file.stem(), str::to_owned),
        file: file.id(),
        platform: id,
        version,
        assumed_release: options.assumed_release,
        complete,
        behaviour: behaviour(strength_enforced(&config)),
        refused: Vec::new(),
        outside_addresses: Vec::new(),
        interfaces: context.interfaces.all(),
        keys,
        entries,
        path: Some(path),
        defects: notes.defects,
        coverage: reader.coverage,
    };
    refusals::apply(&mut device, release, defaults::REFUSALS);
    device
}

/// Whether the last line about it lets a child SA have no stronger cipher than its IKEv2 SA.
fn strength_enforced(config: &Config<'_>) -> bool {
    let about = |command: &&Command<'_>| command.clause.rule == Rule::strength_enforced;
    config.ipsec.iter().rfind(about).is_some_and(|command| !command.negated)
}

impl Context<'_, '_> {
    /// An address by itself or by its `name` alias.
    fn address(&self, text: &str) -> Option<IpAddr> {
        text.parse().ok().or_else(|| self.config.names.get(text).copied())
    }
}

/// The release as the file writes it; Oxidized puts the output of `show version` in comments instead.
fn release_line(config: &Config<'_>, text: &str) -> Option<String> {
    const COMMENT: &str = "Cisco Adaptive Security Appliance Software Version ";
    let commented = || {
        let line = text.lines().take(60).find(|line| line.starts_with('!') && line.contains(COMMENT))?;
        line[line.find(COMMENT)? + COMMENT.len()..].split_ascii_whitespace().next()
    };
    config.release.map(|(_, version)| version).or_else(commented).map(str::to_owned)
}

/// Whether the file is a whole configuration: a release line and the closing `: end`; or, from a collector that strips
/// those, its header and the last section of a configuration.
fn is_complete(text: &str) -> bool {
    let has = |wanted: fn(&str) -> bool| text.lines().any(|line| wanted(line.trim()));
    if has(|line| line == ": end") && has(is_release) {
        return true;
    }
    let collected = has(|line| {
        line.starts_with("!RANCID-CONTENT-TYPE")
            || (line.starts_with('!') && line.contains("Cisco Adaptive Security Appliance Software Version"))
    });
    collected && has(|line| line.starts_with("Cryptochecksum:") || line.starts_with("prompt "))
}

fn is_release(line: &str) -> bool {
    ["ASA Version ", "PIX Version ", "NGFW Version "].iter().any(|start| line.starts_with(start))
}

/// Whether a file begins like a whole configuration and does not end like one.
fn is_truncated(text: &str, complete: bool) -> bool {
    let begins = text.lines().find(|line| !line.trim().is_empty()).is_some_and(|line| line.trim() == ": Saved");
    begins && !complete && text.lines().any(|line| is_release(line.trim()))
}
