//! The check of two files as one value: what every report renders.

mod alone;

use std::net::IpAddr;

pub use alone::alone;

pub use crate::inputs::ContextOf;
use crate::inputs::recognise;
use crate::model::path::Path;
use crate::model::{Blocks, Defect, DefectKind, Device, Entry, PlatformId, Release, Setting};
use crate::negotiation::{
    Assumptions, Direction, End, Fault, Lost, Nat, Outcome, Side, Verdict, called_without_nat, lost_in_nat, negotiate,
    negotiate_for_leftover,
};
use crate::pairing::{self, Pair, Unpaired};
use crate::platform::ReadOptions;
use crate::rules::{self, Finding, TunnelContext};
use crate::source::{FileId, SourceError, SourceFile};
use crate::traffic::{Journey, journeys};

/// What became of one input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InputStatus {
    /// It is a device that was read.
    Device,
    /// It can be read, but is no configuration that ikelint can use; the sentence says why and what to do.
    NotADevice(String),
    /// It cannot be read at all; the sentence says why and what to do.
    Unreadable(String),
}

/// One input as it was named.
#[derive(Clone, Debug)]
pub struct Input {
    /// The path as it was given.
    pub file: String,
    /// What became of it.
    pub status: InputStatus,
}

/// What the files say about the traffic that one end sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Traffic {
    /// It reaches the other end.
    Flows,
    /// Something in the files blocks it.
    Blocked,
    /// The files do not settle it.
    Unknown,
}

impl Traffic {
    /// The word of the JSON report.
    pub fn word(self) -> &'static str {
        match self {
            Self::Flows => "flows",
            Self::Blocked => "blocked",
            Self::Unknown => "unknown",
        }
    }
}

/// A tunnel that was judged.
#[derive(Clone, Debug)]
pub struct Tunnel {
    /// The ends.
    pub pair: Pair,
    /// The verdict.
    pub verdict: Verdict,
    /// The traffic that each end sends, indexed by end.
    pub traffic: [Traffic; 2],
    /// What the packets that each end sends meet on their way, indexed by end.
    pub journeys: [Journey; 2],
    /// Both directions, indexed by the end that begins.
    pub directions: [Direction; 2],
    /// Where this tunnel fails: the one that comes up in its place, with another peer of the same entry.
    pub stand_in: Option<StandIn>,
}

/// A tunnel that comes up where another rank of the same entry fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StandIn {
    /// The tunnel, as an index into the tunnels of the check.
    pub tunnel: usize,
    /// The end whose entry has both peers.
    pub end: End,
    /// Which of its peers comes up.
    pub rank: usize,
}

/// What came of a check.
#[derive(Debug, Default)]
pub struct Check {
    /// The inputs in the order of the arguments.
    pub inputs: Vec<Input>,
    /// The files that were read, indexed by `FileId`: one per input that could be decoded, in the order of the inputs.
    pub sources: Vec<SourceFile>,
    /// The devices, in the order of the inputs.
    pub devices: Vec<Device>,
    /// The tunnels between them.
    pub tunnels: Vec<Tunnel>,
    /// Entries that face nobody here.
    pub unpaired: Vec<Unpaired>,
    /// The findings, by tunnel, then by the order of the exchange; those about a file alone come last.
    pub findings: Vec<Finding>,
    /// A sentence for the user where the files as a whole cannot be checked: they have nothing to do with each other,
    /// one is given twice.
    pub refusal: Option<String>,
    /// A sentence for the user where a setting cannot be followed: it names an end that is not there.
    pub misuse: Option<String>,
}

impl Check {
    /// The file of this span.
    pub fn source(&self, span: crate::source::Span) -> Option<&SourceFile> {
        self.sources.iter().find(|source| source.id() == span.file)
    }

    /// Whether the inputs could be checked at all; where not, the exit status is 3.
    pub fn is_refused(&self) -> bool {
        self.refusal.is_some()
            || self.misuse.is_some()
            || self.inputs.iter().any(|input| input.status != InputStatus::Device)
    }
}

/// Whose release the user states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReleaseOf {
    /// That of every device of this platform.
    Platform(PlatformId),
    /// That of the device in this file, as the file was named; it goes before that of its platform.
    File(String),
}

/// What the user asks of a check.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Take the files for complete (`--complete`).
    pub assume_complete: bool,
    /// Take keys that cannot be compared for the same (`--assume psk=same`), or for different.
    pub assume_psk_same: Option<bool>,
    /// Under which addresses ends are seen that are behind NAT (`--nat`).
    pub nat: Vec<OutsideAddress>,
    /// Which of several configurations in one file is meant (`FILE#CONTEXT`).
    pub contexts: Vec<ContextOf>,
    /// The releases that devices have, or will have, whatever their files say (`--assume asa=9.16`).
    pub assumed_releases: Vec<(ReleaseOf, Release)>,
}

impl Settings {
    /// The file of an input, and which configuration in it is meant.
    fn address<'s>(&'s self, input: &'s str) -> (&'s str, Option<&'s str>) {
        let own = self.contexts.iter().find(|own| own.input == input);
        own.map_or((input, None), |own| (&own.file, Some(&own.context)))
    }

    /// How to read this file, which is of this platform.
    fn read_options<'s>(&self, file: &str, platform: PlatformId, part: Option<&'s str>) -> ReadOptions<'s> {
        let of = |wanted: &ReleaseOf| self.assumed_releases.iter().rfind(|(of, _)| of == wanted).map(|(_, own)| *own);
        let assumed_release = of(&ReleaseOf::File(file.to_owned())).or_else(|| of(&ReleaseOf::Platform(platform)));
        ReadOptions { assume_complete: self.assume_complete, assumed_release, part }
    }
}

/// The address under which an end behind NAT is seen. What arrives there for UDP 500 and 4500 is passed on to the end,
/// and nothing else is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutsideAddress {
    /// The end: `A` or `B`, the name of its device, or its file.
    pub end: String,
    /// The address.
    pub address: IpAddr,
}

/// A file as it was found: its name, and its bytes or the reason why there are none.
pub type RawInput = (String, Result<Vec<u8>, SourceError>);

/// Checks two files as the two ends of tunnels.
///
/// Never fails: what cannot be read or used is told in [`Check::inputs`] and [`Check::refusal`].
pub fn check(files: [RawInput; 2], settings: Settings) -> Check {
    let mut check = read_ends(files, &settings);
    check.judge(&settings);
    check
}

/// Reads two files without judging them, for those who change what was read before [`Check::judge`].
pub fn read_ends(files: [RawInput; 2], settings: &Settings) -> Check {
    let mut check = Check { refusal: given_twice(&files, settings), ..Check::default() };
    check.add_all(files, settings);
    check.state_nat(&settings.nat);
    check
}

/// Reads files without pairing them: their devices, and what is wrong with each by itself.
///
/// Never fails: what cannot be read or used is told in [`Check::inputs`].
pub fn read(files: Vec<RawInput>, settings: &Settings) -> Check {
    let mut check = Check::default();
    check.add_all(files, settings);
    check.findings = check.devices.iter().flat_map(rules::check_device).collect();
    check
}

/// The sentence for a file that is given twice.
fn given_twice([(a, bytes_a), (b, bytes_b)]: &[RawInput; 2], settings: &Settings) -> Option<String> {
    let (Ok(bytes_a), Ok(bytes_b)) = (bytes_a, bytes_b) else { return None };
    let [context_a, context_b] = [a, b].map(|input| settings.address(input).1);
    (a == b || bytes_a == bytes_b && context_a == context_b)
        .then(|| format!("{a} and {b} are the same configuration. Give the two ends of a tunnel, one file each."))
}

impl Check {
    fn add_all(&mut self, files: impl IntoIterator<Item = RawInput>, settings: &Settings) {
        for (file, bytes) in files {
            self.add(file, bytes, settings);
        }
        self.tell_apart();
    }

    /// Devices that are named after files of the same name get their whole paths.
    fn tell_apart(&mut self) {
        let stems: Vec<String> = self.sources.iter().map(SourceFile::stem).collect();
        let is_shared = |stem: &String| stems.iter().filter(|other| *other == stem).count() > 1;
        for (source, stem) in self.sources.iter().zip(&stems).filter(|(_, stem)| is_shared(stem)) {
            let of_file = self.devices.iter_mut().filter(|device| device.file == source.id() && device.name == *stem);
            of_file.for_each(|device| source.name().clone_into(&mut device.name));
        }
    }

    /// Reads one input and writes down what became of it.
    fn add(&mut self, file: String, bytes: Result<Vec<u8>, SourceError>, settings: &Settings) {
        let id = FileId(u32::try_from(self.sources.len()).unwrap_or(u32::MAX));
        let status = match bytes.and_then(|bytes| SourceFile::from_bytes(id, file.clone(), &bytes)) {
            Err(error) => InputStatus::Unreadable(error.to_string()),
            Ok(mut source) => {
                let status = self.add_device(&mut source, settings);
                self.sources.push(source);
                status
            }
        };
        self.inputs.push(Input { file, status });
    }

    fn add_device(&mut self, source: &mut SourceFile, settings: &Settings) -> InputStatus {
        let name = source.name().to_owned();
        let (file, context) = settings.address(&name);
        let (platform, context) = match recognise(source, file, context) {
            Ok(recognised) => recognised,
            Err(sentence) => return InputStatus::NotADevice(sentence),
        };
        let mut device = platform.read(source, settings.read_options(&name, platform.id(), context.as_deref()));
        if let Some(context) = context.filter(|context| *context != device.name) {
            // As the prompt of a context has it, unless only the file gives a name.
            device.name = if device.name == source.stem() { context } else { format!("{}/{context}", device.name) };
        }
        if let Some(span) =
            source.breaks_off().filter(|_| device.defects.iter().all(|d| d.kind != DefectKind::Truncated))
        {
            device.defects.push(Defect { kind: DefectKind::Truncated, span, blocks: Blocks::Nothing });
        }
        if device.entries.is_empty() && device.coverage.vpn_lines == 0 {
            return InputStatus::NotADevice(format!(
                "{file}: this {} configuration holds no site-to-site VPN. Give the configuration of a tunnel's end.",
                platform.title()
            ));
        }
        self.devices.push(device);
        InputStatus::Device
    }

    /// Writes down under which addresses ends are seen. Without both devices there is nothing to write it down on, and
    /// the inputs say why.
    fn state_nat(&mut self, stated: &[OutsideAddress]) {
        if self.devices.len() != self.inputs.len() {
            return;
        }
        for OutsideAddress { end, address } in stated {
            let taken = self.device_called(end).and_then(|device| take_outside_address(device, *address));
            if let Err(sentence) = taken {
                self.misuse = Some(format!("--nat {end}={address}: {sentence}"));
            } else if let Some(faced) = self.called_in_spite_of(*address) {
                self.misuse = Some(format!(
                    "--nat {end}={address}: the other end calls {faced}, an address of the device itself, and nowhere \
                     {address}. Leave --nat out, or let the other end call {address}."
                ));
            }
        }
    }

    /// What the other end calls of the device that is said to be seen as `outside`, where that is no NAT's address.
    fn called_in_spite_of(&self, outside: IpAddr) -> Option<IpAddr> {
        let [a, b] = self.devices.as_slice() else { return None };
        let [own, other] = if a.outside_addresses.contains(&outside) { [a, b] } else { [b, a] };
        called_without_nat(own, other, outside)
    }

    /// The device that a setting means by `end`.
    fn device_called(&mut self, end: &str) -> Result<&mut Device, String> {
        let is_meant = |(index, (input, device)): &(usize, (&Input, &mut Device))| {
            end == ["A", "B"][(*index).min(1)] || device.name.eq_ignore_ascii_case(end) || input.file == end
        };
        let mut found = self.inputs.iter().zip(&mut self.devices).enumerate().filter(is_meant);
        match (found.next(), found.next()) {
            (Some((_, (_, device))), None) => Ok(device),
            (Some(_), Some(_)) => Err(format!("both ends are called {end}; name the end by its file, or A or B.")),
            (None, _) => Err("no end is called so; name it A or B, or by its device or file.".to_owned()),
        }
    }

    /// Pairs the two devices, plays every tunnel in both directions, and lets the rules judge. Nothing where the inputs
    /// cannot be checked.
    pub fn judge(&mut self, settings: &Settings) {
        if self.is_refused() {
            return;
        }
        self.devices.iter_mut().filter_map(|device| device.path.as_mut()).for_each(Path::find_tables);
        let [a, b] = self.devices.as_slice() else { return };
        if is_same_device(a, b) {
            self.refusal = Some(format!(
                "{} and {} are the same device ({}). Give the two ends of a tunnel.",
                self.inputs[0].file, self.inputs[1].file, a.name
            ));
            return;
        }
        let pairing = pairing::pair([a, b]);
        if pairing.pairs.is_empty() {
            self.refusal = Some(format!(
                "{} and {} have nothing that faces the other: no peer address, selector or tunnel network of one leads \
                 to the other. Check that these are the two ends of one tunnel.",
                self.inputs[0].file, self.inputs[1].file
            ));
        }
        let assumptions = Assumptions { psk_same: settings.assume_psk_same };
        let mut tunnels: Vec<Tunnel> =
            pairing.pairs.into_iter().map(|pair| play(&self.devices, pair, assumptions)).collect();
        let stand_ins: Vec<Option<StandIn>> = (0..tunnels.len()).map(|index| stand_in(&tunnels, index)).collect();
        for (tunnel, stand_in) in tunnels.iter_mut().zip(stand_ins) {
            tunnel.stand_in = stand_in;
        }
        self.findings = findings(&self.devices, &tunnels);
        self.tunnels = tunnels;
        self.unpaired = pairing.unpaired;
    }

    /// What the rules get to see of a tunnel.
    pub fn context(&self, index: usize) -> Option<TunnelContext<'_>> {
        let tunnel = self.tunnels.get(index)?;
        Some(TunnelContext { devices: &self.devices, tunnel, index })
    }

    /// The name of the rule that explains why a direction stops first; `None` where it does not.
    pub fn cause(&self, tunnel: usize, initiator: End) -> Option<&'static str> {
        let context = self.context(tunnel)?;
        let direction = &context.tunnel.directions[initiator.index()];
        match direction.first_stop() {
            Some(stop) => Some(context.rule_name(&stop.fault)),
            None if context.tunnel.verdict == Verdict::Stalls => Some(context.rule_name(&Fault::NoInitiator)),
            None => None,
        }
    }
}

/// Writes down under which address an end is seen; the sentence why not where that cannot be.
fn take_outside_address(device: &mut Device, address: IpAddr) -> Result<(), String> {
    if device.owns(address) {
        return Err(format!(
            "{address} is an address of {} itself. Give the address under which the other end sees it.",
            device.name
        ));
    }
    if let Some(first) = device.outside_addresses.first() {
        return Err(format!(
            "{} is said to be seen as {first} already. Give --nat once for each end, with the address that the other end \
             faces.",
            device.name
        ));
    }
    device.outside_addresses.push(address);
    Ok(())
}

/// Whether two files are of one device: the same name and the same addresses.
fn is_same_device(a: &Device, b: &Device) -> bool {
    let addresses = |device: &Device| {
        let mut own: Vec<IpAddr> =
            device.interfaces.iter().flat_map(|i| &i.addresses).filter_map(Setting::known).copied().collect();
        own.sort_unstable();
        own
    };
    let own = addresses(a);
    a.name == b.name && !own.is_empty() && own == addresses(b)
}

/// The two ends of a pair.
pub(crate) fn sides<'a>(devices: &'a [Device], pair: &Pair) -> [Side<'a>; 2] {
    pair.ends.each_ref().map(|end| {
        let device = &devices[end.device];
        Side { device, entry: end.entry.map(|entry| &device.entries[entry]), rank: end.rank }
    })
}

/// Plays both directions of a tunnel.
fn play(devices: &[Device], pair: Pair, assumptions: Assumptions) -> Tunnel {
    let sides = sides(devices, &pair);
    let directions = End::BOTH.map(|initiator| match pair.shared == Some(initiator.index()) {
        true => negotiate_for_leftover(sides, initiator, assumptions),
        false => negotiate(sides, initiator, assumptions),
    });
    let verdict = Verdict::of(&directions);
    let journeys = journeys(sides);
    let traffic = traffic(sides, verdict, &directions, &journeys);
    Tunnel { pair, verdict, traffic, journeys, directions, stand_in: None }
}

/// The tunnel that comes up in the place of one that fails: it belongs to the same entry, which has several peers, and
/// that entry can begin it, unless it never begins.
fn stand_in(tunnels: &[Tunnel], index: usize) -> Option<StandIn> {
    let failing = &tunnels[index];
    if matches!(failing.verdict, Verdict::Establishes | Verdict::Undetermined) {
        return None;
    }
    let candidates = End::BOTH.into_iter().flat_map(|end| (0..tunnels.len()).map(move |other| (end, other)));
    let stands_in = |end: End, other: &Tunnel| {
        let of = |tunnel: &Tunnel| tunnel.pair.ends[end.index()].clone();
        let (own, others) = (of(failing), of(other));
        let outcomes = [failing, other].map(|tunnel| tunnel.directions[end.index()].outcome);
        own.entry.is_some()
            && own.entry == others.entry
            && own.rank != others.rank
            && other.verdict == Verdict::Establishes
            && (outcomes[1] == Outcome::Establishes || outcomes[0] == Outcome::DoesNotStart)
    };
    candidates.into_iter().find(|(end, other)| stands_in(*end, &tunnels[*other])).map(|(end, tunnel)| StandIn {
        tunnel,
        end,
        rank: tunnels[tunnel].pair.ends[end.index()].rank,
    })
}

/// What the files say about the traffic that each end sends. Without a tunnel that comes up in both directions nothing
/// flows for certain, whatever the path.
fn traffic(
    sides: [Side<'_>; 2],
    verdict: Verdict,
    directions: &[Direction; 2],
    journeys: &[Journey; 2],
) -> [Traffic; 2] {
    let version = directions.iter().find_map(|direction| direction.deciding()?.version);
    let lost = version.and_then(|version| lost_in_nat(sides, version)).filter(|lost| lost.is_certain());
    End::BOTH.map(|end| {
        let [side, other] = [end, end.other()].map(|end| sides[end.index()]);
        let is_behind = |side: Side<'_>, other: Side<'_>| side.nat(&other).is_some_and(Nat::is_certain);
        // A NAT passes nothing but UDP to the end behind it, and changes the addresses of what leaves.
        let is_lost = match lost {
            Some(Lost::NotEncapsulated { .. }) => is_behind(other, side),
            Some(Lost::AuthenticationHeader { .. }) => is_behind(other, side) || is_behind(side, other),
            None => false,
        };
        let journey = &journeys[end.index()];
        let is_blocked =
            is_lost || side.entry.is_some_and(sends_nothing) || side.sends_elsewhere() || !journey.obstacles.is_empty();
        match verdict {
            _ if is_blocked => Traffic::Blocked,
            Verdict::Establishes if journey.doubts.is_empty() => Traffic::Flows,
            _ => Traffic::Unknown,
        }
    })
}

/// Whether no packet can match any selector of an entry.
pub(crate) fn sends_nothing(entry: &Entry) -> bool {
    !entry.children.is_empty() && entry.children.iter().all(|child| child.never_matches.is_some())
}

/// The findings of all tunnels in order, then those about files alone that no tunnel has told.
fn findings(devices: &[Device], tunnels: &[Tunnel]) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for (index, tunnel) in tunnels.iter().enumerate() {
        findings.extend(rules::check_tunnel(&TunnelContext { devices, tunnel, index }));
    }
    with_those_of_files(findings, devices)
}

/// The findings of tunnels, and behind them those about files alone that no tunnel has told.
fn with_those_of_files(mut findings: Vec<Finding>, devices: &[Device]) -> Vec<Finding> {
    for finding in devices.iter().flat_map(rules::check_device) {
        // A map that is bound nowhere is told once.
        let tells = |own: &Finding| own.rule == finding.rule || own.rule.name == "crypto-map-not-applied";
        let told = findings.iter().any(|own| tells(own) && own.primary.span == finding.primary.span);
        if !told {
            findings.push(finding);
        }
    }
    findings
}
