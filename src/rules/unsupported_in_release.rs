//! `unsupported-in-release`.

use crate::model::DefectKind;
use crate::rules::Severity;
use crate::rules::defects::DefectWords;

rule! {
    /// A line names an algorithm, or a kind of tunnel, that the release of its device refuses.
    ///
    /// ## What it checks
    ///
    /// Algorithms that a release has given up, and such as it does not have yet. It speaks only where the release is known:
    /// where the file states it, or `--assume asa=9.16` does, which is how to try an upgrade before the change window.
    ///
    /// | platform | releases | refuse |
    /// | --- | --- | --- |
    /// | ASA | from 9.15 on | groups 2 and 24, 3DES, AES-GMAC, MD5 |
    /// | ASA | before 9.7 | tunnel interfaces in IPsec mode |
    /// | IOS XE | from 17.11 on | groups 1, 2, 5 and 24, DES, 3DES, AES-GMAC, ESP without encryption, MD5, unless `crypto engine compliance shield disable` stands in the configuration |
    /// | PAN-OS | from 11.2 on | DES |
    /// | PAN-OS | before 10.2 | groups 15, 16 and 21 |
    /// | PAN-OS | before 10.0 | AES-GCM for IKE |
    /// | PAN-OS | before 7.0 | groups 19 and 20, AES-GCM for ESP |
    ///
    /// ## Why the tunnel stalls
    ///
    /// The device rejects the line when it boots. What it runs with in its place is not documented, but it is nothing that
    /// it refuses: a peer that offers nothing else meets a proposal mismatch, or a mismatch of PFS, which is told as such.
    /// With any other peer the outcome is open.
    ///
    /// ## What to do
    ///
    /// Agree on an algorithm that both releases have, and set it on both ends before the upgrade: AES-256, SHA-2, group 14
    /// or 19.
    RULE = "CFG508" "unsupported-in-release",
    "A line names an algorithm, or a kind of tunnel, that the release of its device refuses",
    [
        "Cisco field notice FN72510 (IOS XE 17.11)",
        "Cisco FTD 6.7 upgrade guidelines: algorithms that are no longer supported (ASA 9.15)",
        "Cisco ASA 9.7 release notes: virtual tunnel interfaces",
        "pan-os-codegen, specs/objects/profiles: crypto profiles of PAN-OS 11.2, without DES",
        "PAN-OS 10.0, new features: AES-GCM in IKE crypto profiles",
        "PAN-OS 10.2, new features: groups 15, 16 and 21",
        "pan-os-python, network.py: what crypto profiles hold from 7.0",
    ],
    Defect(words)
}

fn words(kind: &DefectKind) -> Option<DefectWords> {
    let DefectKind::UnsupportedInRelease { what, release, when } = kind else { return None };
    Some(DefectWords {
        message: format!("release {release} refuses {what}"),
        label: format!("refused {when}"),
        help: "Use what this release has, on both ends.".to_owned(),
        severity: Severity::Warning,
    })
}
