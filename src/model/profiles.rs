//! Crypto profiles that a device has beside those that an entry names. Nothing here bears on the negotiation: advice names
//! another one where that is the smaller change, or where the own one serves others as well.

use crate::model::{ChildProposal, DhGroup, IkeProposal, IkeVersion, Setting};

/// The crypto profiles that an entry may name.
#[derive(Clone, Debug, Default)]
pub struct Profiles {
    /// Those for the IKE SA.
    pub ike: Vec<IkeProfile>,
    /// Those for child SAs.
    pub child: Vec<ChildProfile>,
}

/// Who has a profile.
#[derive(Clone, Debug)]
pub struct ProfileUse {
    /// Its name.
    pub name: String,
    /// How many peers or tunnels use it.
    pub users: usize,
    /// Whether the device brings it along.
    pub is_shipped: bool,
}

impl ProfileUse {
    /// Whether a change to it is one for others as well.
    pub fn is_shared(&self) -> bool {
        self.is_shipped || self.users > 1
    }

    /// Whether somebody made it and nobody uses it.
    pub fn is_spare(&self) -> bool {
        !self.is_shipped && self.users == 0
    }
}

/// A profile for the IKE SA.
#[derive(Clone, Debug)]
pub struct IkeProfile {
    /// Who has it.
    pub own: ProfileUse,
    /// What it offers with IKEv1, whichever way its user authenticates.
    pub ikev1: Vec<IkeProposal>,
    /// What it offers with IKEv2.
    pub ikev2: Vec<IkeProposal>,
}

impl IkeProfile {
    /// What it offers with a version.
    pub fn proposals(&self, version: IkeVersion) -> &[IkeProposal] {
        match version {
            IkeVersion::V1 => &self.ikev1,
            IkeVersion::V2 => &self.ikev2,
        }
    }
}

/// A profile for child SAs.
#[derive(Clone, Debug)]
pub struct ChildProfile {
    /// Who has it.
    pub own: ProfileUse,
    /// What it offers.
    pub proposals: Vec<ChildProposal>,
    /// Its group for PFS.
    pub pfs: Setting<Option<DhGroup>>,
}

impl Profiles {
    /// The profile for the IKE SA of this name.
    pub fn ike_named(&self, name: &str) -> Option<&IkeProfile> {
        self.ike.iter().find(|profile| profile.own.name == name)
    }

    /// The profile for child SAs of this name.
    pub fn child_named(&self, name: &str) -> Option<&ChildProfile> {
        self.child.iter().find(|profile| profile.own.name == name)
    }
}
