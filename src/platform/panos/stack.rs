//! Template stacks: what a firewall gets that is assigned to a stack is the stack's own settings, and below them those of
//! its templates, the first listed before the others (Palo Alto Networks, Panorama: templates and template stacks).

use crate::platform::panos::tree::{At, NodeId, Tree};

/// Settings of which a part holds one in several kinds: what the stack says is not joined by another kind from a template.
const CHOICES: &[&str] = &["authentication", "ike-gateway", "lifetime", "lifesize", "nexthop", "peer-address"];

/// Below an entry of these, `protocol` is such a choice as well.
const PROXY_IDS: &[&str] = &["proxy-id", "proxy-id-v6"];

/// A profile holds one of these.
const PROTOCOLS: [&str; 2] = ["esp", "ah"];

/// The serial numbers of the firewalls that are assigned to a stack, in the order of the file.
pub(super) fn serials(root: At<'_>) -> Vec<String> {
    stacks(root).flat_map(devices).map(|device| device.word().to_owned()).collect()
}

/// Takes away what the firewall of this serial number does not get: other stacks, the templates of those alone, and what
/// other firewalls of its stack have for themselves. Its stack has settings of its own then, be they those of its templates.
pub(super) fn keep(tree: &mut Tree<'_>, serial: &str) {
    let root = tree.root();
    let is_own = |stack: &At<'_>| devices(*stack).any(|device| device.word() == serial);
    let Some(own) = stacks(root).find(is_own) else { return };
    let of_others = stacks(root).filter(|stack| stack.id() != own.id());
    let unused = root.child("template").into_iter().flat_map(At::children).filter(|template| !holds(own, *template));
    let firewalls = devices(own).filter(|device| device.word() != serial);
    let foreign: Vec<NodeId> = of_others.chain(unused).chain(firewalls).map(At::id).collect();
    let first = templates(root, own).find_map(|template| template.child("network")).map(At::id);
    let bare = own.child("network").is_none().then_some(own.id());
    foreign.into_iter().for_each(|node| tree.remove(node));
    if let Some((stack, network)) = bare.zip(first) {
        tree.copy(network, stack);
    }
}

/// The firewalls that a stack is for, as far as it names them.
pub(super) fn devices(stack: At<'_>) -> impl Iterator<Item = At<'_>> {
    stack.child("devices").into_iter().flat_map(At::children)
}

/// Puts the settings of their templates into all stacks that have settings of their own.
pub(super) fn merge(tree: &mut Tree<'_>) {
    for (stack, templates) in with_templates(tree.root()) {
        for template in templates {
            copy_missing(tree, template, stack);
        }
    }
}

/// The stacks that have a `network` of their own, each as the `network` nodes of itself and of its templates.
fn with_templates(root: At<'_>) -> Vec<(NodeId, Vec<NodeId>)> {
    let network = |part: At<'_>| part.child("network").map(At::id);
    let merged = stacks(root).filter_map(|stack| Some((network(stack)?, stack)));
    merged.map(|(own, stack)| (own, templates(root, stack).filter_map(network).collect())).collect()
}

fn stacks(root: At<'_>) -> impl Iterator<Item = At<'_>> {
    root.child("template-stack").into_iter().flat_map(At::children)
}

/// The templates of a stack that the file holds, in the stack's order.
pub(super) fn templates<'t>(root: At<'t>, stack: At<'t>) -> impl Iterator<Item = At<'t>> {
    let listed = stack.at("templates").into_iter().flat_map(At::children);
    listed.filter_map(move |name| root.child("template")?.child(name.word()))
}

/// Whether a template, or the stack itself, is a part of a stack.
pub(super) fn holds(stack: At<'_>, part: At<'_>) -> bool {
    stack.id() == part.id() || stack.at("templates").is_some_and(|templates| templates.child(part.word()).is_some())
}

/// Whether a template is a part of merged stacks alone, so that no firewall runs it as it stands.
pub(super) fn is_merged(root: At<'_>, template: At<'_>) -> bool {
    let mut holders =
        stacks(root).filter(|stack| templates(root, *stack).any(|own| own.id() == template.id())).peekable();
    holders.peek().is_some() && holders.all(|stack| stack.child("network").is_some())
}

fn copy_missing(tree: &mut Tree<'_>, from: NodeId, into: NodeId) {
    let children: Vec<NodeId> = tree.root().other(from).children().map(At::id).collect();
    for child in children {
        let (source, target) = (tree.root().other(child), tree.root().other(into));
        let known = target.child(source.word()).map(At::id);
        let other_protocol =
            PROTOCOLS.contains(&source.word()) && PROTOCOLS.iter().any(|own| target.child(own).is_some());
        match known {
            Some(known) if is_joined(source) => copy_missing(tree, child, known),
            None if !other_protocol => {
                let copy = tree.copy(child, into);
                copy_missing(tree, child, copy);
            }
            _ => {}
        }
    }
}

/// Whether what stands below a node of the template joins what stands below the same node of the stack.
fn is_joined(node: At<'_>) -> bool {
    let is_setting = node.children().any(|below| below.meaning().is_none());
    let is_in_proxy_id = || node.ancestors().nth(2).is_some_and(|outer| PROXY_IDS.contains(&node.other(outer).word()));
    let is_choice = CHOICES.contains(&node.word()) || (node.word() == "protocol" && is_in_proxy_id());
    !is_setting && !is_choice
}
