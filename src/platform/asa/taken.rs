//! Which lines of a text an ASA would take, whatever device the text is of.

use std::collections::HashSet;

use crate::platform::asa::device_commands::OF_DEVICE;
use crate::platform::asa::syntax::{HEADS, Kind, Rule, command, commands};
use crate::platform::cisco::outline::{BannerStyle, outline};
use crate::source::{SourceFile, Span};

impl Kind {
    /// The entry rules of the head and of the lines below it, for the blocks of a VPN that a router has under other names.
    fn rules(self) -> (Option<Rule>, Option<Rule>) {
        match self {
            Self::AccessList => (Some(Rule::access_list), None),
            Self::CryptoMap => (Some(Rule::crypto_map), None),
            Self::DynamicMap => (Some(Rule::dynamic_map), None),
            Self::Policy => (Some(Rule::policy_head), Some(Rule::policy_line)),
            Self::Ike => (Some(Rule::ike_line), None),
            Self::TransformSet => (Some(Rule::transform_set), None),
            Self::IpsecProposal => (Some(Rule::ipsec_proposal_head), Some(Rule::ipsec_proposal_line)),
            Self::IpsecProfile => (Some(Rule::ipsec_profile_head), Some(Rule::ipsec_profile_line)),
            Self::Ipsec => (Some(Rule::ipsec_line), None),
            Self::TunnelGroup => (Some(Rule::tunnel_group_head), Some(Rule::tunnel_group_line)),
            Self::Interface => (None, Some(Rule::interface_line)),
            _ => (None, None),
        }
    }
}

/// The lines of a router's file that the grammar of an ASA takes.
pub(in crate::platform) fn taken(file: &SourceFile) -> HashSet<Span> {
    let mut taken = HashSet::new();
    for block in outline(&commands(file, BannerStyle::Delimited), HEADS, &OF_DEVICE) {
        let (head, body) = block.kind.map_or((None, None), Kind::rules);
        let takes = |rule: Option<Rule>, line| rule.is_some_and(|rule| command(rule, line).is_some());
        taken.extend(takes(head, block.head).then_some(block.head.span));
        taken.extend(block.body.iter().filter(|line| takes(body, **line)).map(|line| line.span));
    }
    taken
}
