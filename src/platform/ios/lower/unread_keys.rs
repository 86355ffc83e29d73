//! Lines of IKEv1 keys and keyrings that nobody understood: each may hold the key that is missed.

use std::net::{IpAddr, Ipv4Addr};

use crate::model::{PeerAddress, Sourced};
use crate::platform::ios::heads::Kind;
use crate::platform::ios::lower::lost;
use crate::platform::ios::syntax::{Configuration, Rule, Section, Statement};
use crate::source::{SourceFile, Span};

/// Those lines, and the keys whose mask is none.
pub(super) struct UnreadKeys {
    /// Whoever the peer is.
    lines: Vec<Span>,
    /// The first of them that may be a key, and not something else of a keyring.
    gap: Option<Span>,
    masks: Vec<BadMask>,
}

/// The mask of a key that is no mask: the line is refused, or for the peers that its bits leave open, and no source says which.
struct BadMask {
    at: Span,
    address: Ipv4Addr,
    /// `None` where it is no address at all.
    mask: Option<Ipv4Addr>,
}

impl BadMask {
    /// The mask of this line, where it is among the words that could not be read.
    fn of(line: &Statement<'_>, unread: &[Span]) -> Option<Self> {
        let mask = line.word(Rule::mask).filter(|mask| unread.contains(&mask.span))?;
        let address = line.word(Rule::address)?.text.parse().ok()?;
        Some(Self { at: mask.span, address, mask: mask.text.parse().ok() })
    }

    /// Whether the key may be for one of these peers.
    fn may_cover(&self, peers: &[Sourced<PeerAddress>]) -> bool {
        peers.iter().any(|peer| match peer.value {
            PeerAddress::Address(IpAddr::V4(peer)) => self.mask.is_none_or(|mask| peer & mask == self.address & mask),
            PeerAddress::Address(IpAddr::V6(_)) => false,
            _ => true,
        })
    }
}

impl UnreadKeys {
    /// Finds them; `unread` are the words that the lowering of the keys could not read.
    pub(super) fn new(file: &SourceFile, configuration: &Configuration<'_>, unread: &[Span]) -> Self {
        let sections = || configuration.of(Kind::IsakmpKey).chain(configuration.of(Kind::Keyring));
        let lines = sections().flat_map(|section| std::iter::once(&section.head).chain(&section.body));
        let masks: Vec<BadMask> = lines.filter_map(|line| BadMask::of(line, unread)).collect();
        let is_mask = |span: &Span| masks.iter().any(|mask| mask.at == *span);
        let lost = lost::heads(file, configuration, "key").chain(unread.iter().copied().filter(|span| !is_mask(span)));
        let lost: Vec<Span> = lost.collect();
        let gap = sections().find_map(Section::gap).or(lost.first().copied());
        Self { lines: sections().flat_map(Section::unread).chain(lost).collect(), gap, masks }
    }

    /// The lines that may hold a key for one of these peers.
    pub(super) fn of_peers(&self, peers: &[Sourced<PeerAddress>]) -> impl Iterator<Item = Span> {
        let masks = self.masks.iter().filter(|mask| mask.may_cover(peers)).map(|mask| mask.at);
        self.lines.iter().copied().chain(masks)
    }

    /// The line that may be the key of one of these peers, where it is missed.
    pub(super) fn gap(&self, peers: &[Sourced<PeerAddress>]) -> Option<Span> {
        let mask = || self.masks.iter().find(|mask| mask.may_cover(peers)).map(|mask| mask.at);
        self.gap.or_else(mask)
    }
}
