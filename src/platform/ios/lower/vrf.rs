//! The front-door VRF: the routing table in which the packets of a tunnel travel. Each keyring, profile and policy serves
//! one. What a device does where none is for the VRF of an entry is not certain, so a verdict must not be either.

use crate::platform::cisco::notes::Notes;
use crate::platform::cisco::statement::Word;
use crate::platform::ios::heads::Kind;
use crate::platform::ios::lower::{Context, Exchange};
use crate::platform::ios::syntax::{Rule, Section, Statement};

/// What stands in the place of a VRF that may be any.
const ANY: &str = "any";

impl<'a> Context<'a> {
    /// Notes what IKEv1 would use for an entry, and what is for another VRF: the keyrings of the profile, or all
    /// keyrings, and the identities that the profile matches.
    pub(super) fn note_ikev1_vrf(&self, profile: Option<&'a Section<'a>>, exchange: &Exchange<'_>, notes: &mut Notes) {
        if !self.knows_vrf(exchange) {
            return;
        }
        let named: Vec<Word<'a>> = profile
            .into_iter()
            .flat_map(|profile| profile.all(Rule::profile_keyring))
            .flat_map(|line| line.all(Rule::name))
            .collect();
        match named.as_slice() {
            [] => {
                if let Some((head, serves)) = self.keyrings.of_other_vrf(exchange.vrf) {
                    notes.other_vrf("keyring", head, serves, exchange.vrf);
                }
            }
            _ => {
                if let Some(ring) = self.named_of_other_vrf(&named, exchange) {
                    notes.other_vrf("keyring", ring.span, vrf_of(ring), exchange.vrf);
                }
            }
        }
        let lines: Vec<&Statement<'a>> =
            profile.into_iter().flat_map(|profile| profile.all(Rule::match_identity)).collect();
        if let Some(first) = lines.first()
            && lines.iter().all(|line| vrf_of(line) != exchange.vrf && line.has(Rule::value) && is_address(line))
        {
            notes.other_vrf("identity", first.span, vrf_of(first), exchange.vrf);
        }
    }

    /// The head of the first keyring of a profile, where none of them is for the VRF.
    fn named_of_other_vrf(&self, named: &[Word<'a>], exchange: &Exchange<'_>) -> Option<&'a Statement<'a>> {
        let rings: Vec<&Section<'a>> =
            named.iter().filter_map(|word| self.configuration.named(Kind::Keyring, word.text)).collect();
        let none_fits = rings.len() == named.len() && rings.iter().all(|ring| vrf_of(&ring.head) != exchange.vrf);
        rings.first().filter(|_| none_fits).map(|ring| &ring.head)
    }

    /// Notes an IKEv2 profile that is for another VRF, and a policy where all policies are.
    pub(super) fn note_ikev2_vrf(&self, profile: &'a Section<'a>, exchange: &Exchange<'_>, notes: &mut Notes) {
        if !self.knows_vrf(exchange) {
            return;
        }
        if !serves_vrf(profile, exchange.vrf) {
            let line = profile.last(Rule::match_fvrf);
            let span = line.map_or(profile.head.span, |line| line.span);
            notes.other_vrf("IKEv2 profile", span, line.and_then(vrf_of), exchange.vrf);
        }
        let policies: Vec<&Section<'a>> = self.configuration.of(Kind::Ikev2Policy).collect();
        if let Some(first) = policies.first()
            && !policies.iter().any(|policy| serves_vrf(policy, exchange.vrf))
        {
            let line = first.last(Rule::match_fvrf);
            let span = line.map_or(first.head.span, |line| line.span);
            notes.other_vrf("IKEv2 policy", span, line.and_then(vrf_of), exchange.vrf);
        }
    }

    /// Whether the file says which VRF an entry is in: an excerpt may lack the interface.
    fn knows_vrf(&self, exchange: &Exchange<'_>) -> bool {
        self.complete || exchange.vrf.is_some()
    }
}

/// Whether an IKEv2 profile or policy is for exchanges in this VRF; without `match fvrf` it is for the global one (IOS
/// FlexVPN configuration guide, match fvrf).
pub(super) fn serves_vrf(section: &Section<'_>, vrf: Option<&str>) -> bool {
    let own = section.last(Rule::match_fvrf).and_then(vrf_of);
    own == Some(ANY) || own == vrf
}

fn vrf_of<'a>(line: &Statement<'a>) -> Option<&'a str> {
    line.word(Rule::vrf).map(|word| word.text)
}

fn is_address(line: &Statement<'_>) -> bool {
    line.word(Rule::identity_kind).is_some_and(|kind| kind.text == "address")
}
