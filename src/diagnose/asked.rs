//! What the selectors that a device logs say of the two configurations.

use crate::check::Check;
use crate::diagnose::PlacedSighting;
use crate::model::{Device, TrafficSelector};

/// How the selectors that a peer asks for stand to the configurations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The device that refuses them has a selector that takes them in this configuration.
    Taken,
    /// The other end has no such selector in this configuration.
    NotThere,
    /// The other end has them, and the device that refuses them has not.
    Refused,
}

/// How the networks on a log line stand to two configurations; `None` where the line has none, or something is not known.
pub fn asked(check: &Check, placed: &PlacedSighting) -> Option<Asked> {
    let selector = placed.sighting.asked.as_ref().filter(|_| !placed.elsewhere && check.given().len() == 2)?;
    let device = placed.device?;
    let (own, far) = (&check.devices[device], &check.devices[1 - device]);
    match (takes(own, selector), has(far, &selector.mirrored())) {
        (true, _) => Some(Asked::Taken),
        (false, false) if far.complete => Some(Asked::NotThere),
        (false, true) => Some(Asked::Refused),
        _ => None,
    }
}

fn selectors(device: &Device) -> impl Iterator<Item = &TrafficSelector> {
    device.entries.iter().flat_map(|entry| &entry.children).map(|child| &child.selector)
}

fn takes(device: &Device, selector: &TrafficSelector) -> bool {
    selectors(device).any(|own| own.takes(selector))
}

fn has(device: &Device, selector: &TrafficSelector) -> bool {
    selectors(device).any(|own| own.takes(selector) && selector.takes(own))
}
