//! Proposals for IKE SAs and child SAs as nodes.

use crate::model::{ChildProposal, DhGroup, EncapsulationMode, Hash, IkeProposal};
use crate::report::show::node::{Maker, Node, Scalar};

/// A proposal for an IKE SA.
pub(super) fn ike(make: Maker<'_>, proposal: &IkeProposal) -> Node {
    let mut fields = vec![
        ("name", make.at(proposal.name.as_str(), proposal.span)),
        ("encryption", make.list(&proposal.encryption, |cipher| cipher.to_string().into())),
        ("integrity", make.list(&proposal.integrity, hash)),
    ];
    if !proposal.prf.is_empty() {
        fields.push(("pseudorandom_function", make.list(&proposal.prf, hash)));
    }
    fields.push(("diffie_hellman_group", make.list(&proposal.dh_groups, group)));
    if let Some(method) = &proposal.authentication {
        fields.push(("authentication", make.setting(method, |method| method.to_string().into())));
    }
    fields.push(("lifetime_seconds", make.setting(&proposal.lifetime, limit)));
    Node::Map(fields)
}

/// A proposal for a child SA.
pub(super) fn child(make: Maker<'_>, proposal: &ChildProposal) -> Node {
    let mut fields = vec![
        ("name", make.at(proposal.name.as_str(), proposal.span)),
        ("esp_encryption", make.list(&proposal.encryption, |cipher| cipher.to_string().into())),
        ("esp_integrity", make.list(&proposal.integrity, hash)),
        ("ah_integrity", make.list(&proposal.authentication_header, hash)),
        ("compression", make.at(proposal.compression, proposal.span)),
        ("sequence_numbers", make.list(&proposal.sequence_numbers, |own| own.to_string().into())),
        ("encapsulation_mode", make.setting(&proposal.mode, |mode| mode_word(*mode).into())),
    ];
    if let Some(pfs) = &proposal.pfs {
        fields.push(("perfect_forward_secrecy_group", make.list(pfs, group_or_none)));
    }
    Node::Map(fields)
}

fn mode_word(mode: EncapsulationMode) -> &'static str {
    match mode {
        EncapsulationMode::Tunnel => "tunnel",
        EncapsulationMode::TransportPreferred => "transport",
        EncapsulationMode::TransportRequired => "transport-required",
    }
}

fn hash(hash: &Hash) -> Scalar {
    hash.to_string().into()
}

/// The number of a group.
pub(super) fn group(group: &DhGroup) -> Scalar {
    u64::from(group.0).into()
}

/// The number of a group, or that there is none.
pub(super) fn group_or_none(own: &Option<DhGroup>) -> Scalar {
    own.as_ref().map_or("none".into(), group)
}

/// A limit in the unit that the name says.
pub(super) fn limit(limit: &Option<u64>) -> Scalar {
    limit.map_or("unlimited".into(), Scalar::Number)
}
