//! What the lab needs of the machine.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::charon::CHARON;
use crate::namespace::run;

/// The Debian packages that the lab needs, each with a file by which it is known.
const PACKAGES: &[(&str, &str)] = &[
    ("strongswan-charon", CHARON),
    ("strongswan-swanctl", "/usr/sbin/swanctl"),
    ("libstrongswan-standard-plugins", "/usr/lib/ipsec/plugins/libstrongswan-openssl.so"),
    ("libstrongswan-extra-plugins", "/usr/lib/ipsec/plugins/libstrongswan-ccm.so"),
    ("iproute2", "/usr/sbin/ip"),
    ("util-linux", "/usr/bin/setpriv"),
    ("gcc", "/usr/bin/gcc"),
    ("libc6-dev", "/usr/include/stdio.h"),
];

/// Sees to it that everything is there, and installs what is not. The sentence says why it cannot be had.
pub(crate) fn prepare() -> Result<(), String> {
    let identity = run(Command::new("id").arg("-u")).map_err(|error| error.to_string())?;
    if identity.trim() != "0" {
        return Err("the lab makes network namespaces, for which it has to run as root".to_owned());
    }
    install_missing()?;
    let probe = run(Command::new("unshare").args(["--net", "--mount", "true"]));
    probe.map(drop).map_err(|error| format!("no network namespace can be made here: {error}"))
}

fn install_missing() -> Result<(), String> {
    if missing().is_empty() {
        return Ok(());
    }
    if !Path::new("/usr/bin/apt-get").exists() {
        return Err("strongSwan is not installed, and there is no apt-get to install it with".to_owned());
    }
    install(&missing()).map_err(|error| format!("strongSwan cannot be installed: {error}"))?;
    match missing().as_slice() {
        [] => Ok(()),
        missing => Err(format!("the packages {missing:?} do not bring what the lab needs of them")),
    }
}

fn missing() -> Vec<&'static str> {
    PACKAGES.iter().filter(|(_, file)| !Path::new(file).exists()).map(|(package, _)| *package).collect()
}

fn install(packages: &[&str]) -> io::Result<()> {
    run(Command::new("apt-get").args(["update", "-q"]))?;
    let mut command = Command::new("apt-get");
    command.args(["install", "-q", "-y", "--no-install-recommends"]).args(packages);
    run(command.env("DEBIAN_FRONTEND", "noninteractive")).map(drop)
}

/// Compiles the shim that keeps charon from needing ESP in the kernel; see `shim.c`.
pub(crate) fn shim(folder: &Path) -> io::Result<PathBuf> {
    let library = folder.join("shim.so");
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/lab/shim.c");
    run(Command::new("gcc")
        .args(["-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", source, "-o"])
        .arg(&library))?;
    Ok(library)
}
