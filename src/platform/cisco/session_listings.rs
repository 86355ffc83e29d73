//! Listings that tell of an IKE SA and its child SAs together: `show crypto session` and `show crypto isakmp sa detail` of
//! IOS, `show vpn-sessiondb l2l` of an ASA.
//!
//! Sources: Cisco IOS Security Command Reference, `show crypto session` and `show crypto isakmp sa`; Cisco ASA Series Command
//! Reference, `show vpn-sessiondb`; published outputs of each.

use std::net::IpAddr;

use crate::model::PlatformId;
use crate::platform::cisco::sightings::{after, counted, number_of};
use crate::platform::sightings::{Sighting, address};
use crate::platform::states::counters::{LISTED, NO_CHILD, NO_CHILD_LISTED};

const IOS: PlatformId = PlatformId("ios");
const ASA: PlatformId = PlatformId("asa");

/// Everything that these lines show.
pub(super) fn sightings(lines: &[&str]) -> Vec<Sighting> {
    let mut reader = Reader::default();
    for (at, line) in lines.iter().enumerate() {
        reader.crypto_session(at + 1, line);
        reader.isakmp_detail(at + 1, line);
        reader.vpn_sessiondb(at + 1, line);
    }
    reader.found
}

/// What the lines above have said of the session that is being listed.
#[derive(Debug, Default)]
struct Reader {
    found: Vec<Sighting>,
    /// The session of `show crypto session`, as an index into what was found.
    session: Option<usize>,
    decrypted: Option<u64>,
    /// Whether rows of `show crypto isakmp sa detail` follow.
    has_detail_head: bool,
    /// Whether sessions between sites are listed, not those of remote-access clients.
    is_site_to_site: bool,
    /// Whether the details of each follow, with packets by SA.
    is_detailed: bool,
    peer: Option<IpAddr>,
}

impl Reader {
    fn crypto_session(&mut self, number: usize, line: &str) {
        // The details of DMVPN call it "Crypto Session Status".
        let status = after(line, "Session status:").or_else(|| after(line, "Session Status:"));
        if let Some(mut sighting) = status.and_then(|word| Sighting::of_state(number, word, None)) {
            sighting.platform = Some(IOS);
            self.session = Some(self.found.len());
            self.found.push(sighting);
        }
        let Some(session) = self.session else { return };
        if let Some(peer) = line.trim_start().strip_prefix("Peer:") {
            let own = &mut self.found[session].peer;
            *own = own.or_else(|| address(peer.split_whitespace().next()?));
        }
        if let Some(local) = after(line, "SA: local") {
            let own = &mut self.found[session].local;
            *own = own.or_else(|| address(local.split_whitespace().next()?));
        }
        if let Some(count) = after(line, "#pkts dec'ed") {
            self.decrypted = number_of(count);
        }
        let encrypted = after(line, "#pkts enc'ed").and_then(number_of);
        if let (Some(encrypted), Some(decrypted)) = (encrypted, self.decrypted) {
            self.decrypted = None;
            let Some(counters) = Sighting::of_state(number, counted(encrypted, decrypted), None) else { return };
            let Sighting { local, peer, .. } = self.found[session];
            self.found.push(Sighting { platform: Some(IOS), local, peer, ..counters });
        }
    }

    /// A row has no word for the state; one that is up has the time that is left to it.
    fn isakmp_detail(&mut self, number: usize, line: &str) {
        if line.starts_with("C-id") {
            self.has_detail_head = true;
        }
        let words: Vec<&str> = line.split_whitespace().collect();
        let [identifier, local, remote, ..] = words.as_slice() else { return };
        let is_row = self.has_detail_head && identifier.parse::<u32>().is_ok() && words.contains(&"ACTIVE");
        let is_up = words.iter().any(|word| is_time_left(word));
        let (Some(local), Some(remote)) = (address(local), address(remote)) else { return };
        if is_row && is_up {
            let sighting = Sighting::of_state(number, LISTED, Some(line.contains("(deleted)")));
            self.found.extend(sighting.map(|own| Sighting {
                platform: Some(IOS),
                local: Some(local),
                peer: Some(remote),
                ..own
            }));
        }
    }

    /// A session is listed once main mode or IKE_AUTH is through; "IPsec" among its protocols stands for child SAs.
    fn vpn_sessiondb(&mut self, number: usize, line: &str) {
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ").replace(" :", ":");
        let line = line.as_str();
        if let Some(kind) = after(line, "Session Type:") {
            self.is_site_to_site = kind.starts_with("LAN-to-LAN");
            self.is_detailed = kind.contains("Detailed");
        }
        if line.contains("There are presently no active sessions") {
            self.found.extend(
                Sighting::of_state(number, NO_CHILD_LISTED, None).map(|own| Sighting { platform: Some(ASA), ..own }),
            );
        }
        if !self.is_site_to_site {
            return;
        }
        if let Some(peer) = after(line, "IP Addr:") {
            self.peer = address(peer.split_whitespace().next().unwrap_or_default());
        }
        let childless = after(line, "Protocol:").is_some_and(|names| !names.contains("IPsec"));
        // Without details a session counts bytes alone; with them it does so once more for all of its SAs together.
        let [tx, rx] = if self.is_detailed { ["Pkts Tx:", "Pkts Rx:"] } else { ["Bytes Tx:", "Bytes Rx:"] };
        let (sent, received) = (after(line, tx), after(line, rx));
        let word = match (sent.and_then(number_of), received.and_then(number_of)) {
            (Some(sent), Some(received)) => Some(counted(sent, received)),
            _ if childless => Some(NO_CHILD),
            _ => None,
        };
        let sighting = word.and_then(|word| Sighting::of_state(number, word, None));
        self.found.extend(sighting.map(|own| Sighting { platform: Some(ASA), peer: self.peer, ..own }));
    }
}

/// `23:32:18`, or `1d23h` of a long lifetime.
fn is_time_left(word: &str) -> bool {
    let is_clock = word.split(':').count() == 3 && word.split(':').all(|part| part.parse::<u8>().is_ok());
    let days = word.split_once('d').and_then(|(days, hours)| hours.strip_suffix('h').map(|hours| [days, hours]));
    is_clock || days.is_some_and(|parts| parts.iter().all(|part| part.parse::<u32>().is_ok()))
}
