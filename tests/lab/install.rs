//! What the lab needs of the machine that it runs on.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::charon::CHARON;
use crate::implementation::Implementation;
use crate::namespace::run;

/// A Debian package, with a file by which it is known.
type Package = (&'static str, &'static str);

/// What both implementations need.
const COMMON: &[Package] = &[
    ("iproute2", "/usr/sbin/ip"),
    ("nftables", "/usr/sbin/nft"),
    ("util-linux", "/usr/bin/setpriv"),
    ("gcc", "/usr/bin/gcc"),
    ("libc6-dev", "/usr/include/stdio.h"),
];

/// What strongSwan is made of.
const STRONGSWAN: &[Package] = &[
    ("strongswan-charon", CHARON),
    ("strongswan-swanctl", "/usr/sbin/swanctl"),
    ("libstrongswan-standard-plugins", "/usr/lib/ipsec/plugins/libstrongswan-openssl.so"),
    ("libstrongswan-extra-plugins", "/usr/lib/ipsec/plugins/libstrongswan-ccm.so"),
];

/// What pluto needs beside libreswan itself, which cannot be installed beside strongSwan.
const LIBRARIES: &[Package] = &[
    ("libnss3-tools", "/usr/bin/certutil"),
    ("libcurl3-nss", "/usr/share/doc/libcurl3-nss/copyright"),
    ("libevent-core-2.1-7", "/usr/share/doc/libevent-core-2.1-7/copyright"),
    ("libevent-pthreads-2.1-7", "/usr/share/doc/libevent-pthreads-2.1-7/copyright"),
    ("libldap-2.5-0", "/usr/share/doc/libldap-2.5-0/copyright"),
    ("libldns3", "/usr/share/doc/libldns3/copyright"),
    ("libunbound8", "/usr/share/doc/libunbound8/copyright"),
];

/// Sees to it that everything is there, and installs what is not. The sentence says why it cannot be had.
pub(crate) fn prepare(libreswan: bool) -> Result<Implementation, String> {
    let identity = run(Command::new("id").arg("-u")).map_err(|error| error.to_string())?;
    if identity.trim() != "0" {
        return Err("the lab makes network namespaces, for which it has to run as root".to_owned());
    }
    let implementation = if libreswan {
        install_missing("libreswan", &[COMMON, LIBRARIES].concat())?;
        Implementation::Libreswan(unpack().map_err(|error| format!("libreswan cannot be had: {error}"))?)
    } else {
        install_missing("strongSwan", &[COMMON, STRONGSWAN].concat())?;
        Implementation::StrongSwan
    };
    let probe = run(Command::new("unshare").args(["--net", "--mount", "true"]));
    probe.map_err(|error| format!("no network namespace can be made here: {error}"))?;
    Ok(implementation)
}

fn install_missing(what: &str, packages: &[Package]) -> Result<(), String> {
    if missing(packages).is_empty() {
        return Ok(());
    }
    if !Path::new("/usr/bin/apt-get").exists() {
        return Err(format!("{what} is not installed, and there is no apt-get to install it with"));
    }
    install(&missing(packages)).map_err(|error| format!("{what} cannot be installed: {error}"))?;
    match missing(packages).as_slice() {
        [] => Ok(()),
        missing => Err(format!("the packages {missing:?} do not bring what the lab needs of them")),
    }
}

fn missing(packages: &[Package]) -> Vec<&'static str> {
    packages.iter().filter(|(_, file)| !Path::new(file).exists()).map(|(package, _)| *package).collect()
}

fn install(packages: &[&str]) -> io::Result<()> {
    run(Command::new("apt-get").args(["update", "-q"]))?;
    let mut command = Command::new("apt-get");
    command.args(["install", "-q", "-y", "--no-install-recommends"]).args(packages);
    run(command.env("DEBIAN_FRONTEND", "noninteractive")).map(drop)
}

/// Unpacks libreswan below the target directory, where it is not yet, and returns the folder of its programs.
fn unpack() -> io::Result<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("libreswan");
    let programs = folder.join("usr/libexec/ipsec");
    if programs.join("pluto").exists() {
        return Ok(programs);
    }
    std::fs::create_dir_all(&folder)?;
    download(&folder).or_else(|_| {
        // The lists of packages may be old, or not there at all.
        run(Command::new("apt-get").args(["update", "-q"]))?;
        download(&folder)
    })?;
    let package = std::fs::read_dir(&folder)?.filter_map(Result::ok).map(|entry| entry.path());
    let package = package.filter(|path| path.extension().is_some_and(|extension| extension == "deb")).max();
    let package = package.ok_or_else(|| io::Error::other("apt-get has downloaded nothing"))?;
    run(Command::new("dpkg").arg("--extract").arg(package).arg(&folder))?;
    Ok(programs)
}

fn download(folder: &Path) -> io::Result<()> {
    // apt's own user may not write here, about which it warns.
    run(Command::new("apt-get").args(["download", "-q", "libreswan"]).current_dir(folder)).map(drop)
}

/// Compiles the shim that keeps a daemon from needing ESP in the kernel; see `shim.c`.
pub(crate) fn shim(folder: &Path) -> io::Result<PathBuf> {
    let library = folder.join("shim.so");
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/lab/shim.c");
    run(Command::new("gcc")
        .args(["-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", source, "-o"])
        .arg(&library))?;
    Ok(library)
}
