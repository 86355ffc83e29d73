//! The implementations of IKE that the lab has, and what is particular to each.

use std::io;
use std::path::{Path, PathBuf};

use crate::case::Case;
use crate::charon::Charon;
use crate::daemon::Daemon;
use crate::judgement::{Judgement, of_behaviour, of_ikelint};
use crate::libreswan;
use crate::pluto::Pluto;
use crate::pluto_behaviour;
use crate::site::Site;

/// Which daemon stands at both ends.
#[derive(Clone, Debug)]
pub(crate) enum Implementation {
    /// strongSwan's charon.
    StrongSwan,
    /// libreswan's pluto, from the folder of its programs.
    Libreswan(PathBuf),
}

impl Implementation {
    /// Starts a daemon in a namespace, on the main thread, with everything that it writes in `folder`.
    pub(crate) fn start(&self, namespace: &str, folder: &Path, shim: &Path) -> io::Result<Box<dyn Daemon>> {
        Ok(match self {
            Self::StrongSwan => Box::new(Charon::start(namespace, folder, shim)?),
            Self::Libreswan(programs) => Box::new(Pluto::start(namespace, folder, shim, programs)?),
        })
    }

    /// The two ends of a case, as this implementation can have them.
    pub(crate) fn sites(&self, case: &Case) -> [Site; 2] {
        let sites = case.sites();
        match self {
            Self::StrongSwan => sites,
            Self::Libreswan(_) => sites.each_ref().map(libreswan::fit),
        }
    }

    /// What ikelint says of two files between two of these. ikelint does not read libreswan's files: it reads the same
    /// two ends in strongSwan's, and is told how libreswan behaves.
    pub(crate) fn judge(&self, sites: &[Site; 2], texts: &[String; 2]) -> Result<[Judgement; 2], String> {
        match self {
            Self::StrongSwan => of_ikelint(sites, texts),
            Self::Libreswan(_) => of_behaviour(sites, texts, Some(&pluto_behaviour::libreswan())),
        }
    }
}
