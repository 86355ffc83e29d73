//! `certificate-unverifiable`.

use crate::model::{CertificateName, IkeVersion, TrustPoint};
use crate::negotiation::{End, Subject};
use crate::platform;
use crate::rules::context::label;
use crate::rules::{Finding, Label, Severity, TunnelContext};
use crate::source::Span;

rule! {
    /// The ends authenticate with certificates, which are not in the files.
    ///
    /// ## What it means
    ///
    /// The methods fit, and every trust point that is named is defined where the file can prove it; trust points that are
    /// not are `dangling-reference`, and an entry that names none where its platform needs one is `incomplete-entry`.
    /// Whether each end trusts the other's issuer, whether the certificates are valid and whether their names are accepted
    /// cannot be told from the configurations.
    ///
    /// ASA `peer-id-validate` (`req` unless it is written), PAN-OS `allow-id-payload-mismatch` and the identity of a strongSwan
    /// connection say whether the identity that arrives has to stand in the certificate. Certificate maps (IOS `match
    /// certificate`, ASA `tunnel-group-map`) choose by its names. A distinguished name is never taken where an address or a
    /// host name is expected: that is `identity-mismatch`.
    ///
    /// ## What to check
    ///
    /// On both ends: that the certificate is there with its private key, is not expired and not revoked, and that the
    /// clock is right; that the certificate authority that issued the certificate of the other end is trusted; that the
    /// subject, or a subject alternative name, is the identity that the other end expects.
    ///
    /// | platform | shows its certificates with |
    /// | --- | --- |
    /// | ASA | `show crypto ca certificates` |
    /// | IOS | `show crypto pki certificates` |
    /// | PAN-OS | Device > Certificate Management > Certificates |
    /// | strongSwan | `swanctl --list-certs` |
    RULE = "IKE111" "certificate-unverifiable",
    "Certificates are used, which the files do not show",
    ["RFC 7296 section 2.15", "RFC 4945 section 3", "Cisco, document 117633 (certificates in IKEv1 and IKEv2)"],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    let ends = End::BOTH.map(|end| lines(cx, end));
    let mut labels = ends.iter().flatten().cloned();
    let Some(first) = labels.next() else { return };
    let message = "the ends authenticate with certificates, which the files do not show";
    let mut finding = Finding::new(&RULE, Severity::Info, message, first);
    for other in labels {
        finding = finding.label(other.span, other.message);
    }
    let places = End::BOTH.map(|end| format!("{} on {}", shows_certificates(cx, end), cx.name(end)));
    let help = format!(
        "Look at {}: each certificate has to be valid, issued by an authority that the other end trusts, and to carry \
         the name that it expects.",
        places.join(" and at ")
    );
    out.push(finding.in_phase(1).help(help).values(["certificates"]));
}

/// What an end names to authenticate by certificate; the line that asks for it where it names nothing.
fn lines(cx: &TunnelContext<'_>, end: End) -> Vec<Label> {
    let mut questions = cx.tunnel.directions.iter().flat_map(|direction| &direction.missing);
    let is_own = |subject, of: End| subject == Subject::Certificate && of == end;
    let Some(question) = questions.find(|missing| is_own(missing.question.subject, missing.question.end)) else {
        return Vec::new();
    };
    let points = points_at(cx, end, question.question.at);
    let name = cx.name(end);
    let mut lines: Vec<Label> =
        points.iter().map(|point| label(point.at, format!("{name} names the {} {}", point.what, point.name))).collect();
    if points.is_empty() {
        lines.push(label(question.question.at, format!("{name} uses a certificate here, and names none")));
    }
    lines.extend(demands(cx, end));
    lines
}

/// What an end demands of the name in the other's certificate, where its file says so.
fn demands(cx: &TunnelContext<'_>, end: End) -> Vec<Label> {
    let (name, other) = (cx.name(end), cx.name(end.other()));
    let Some(settings) = cx.version().and_then(|version| cx.entry(end)?.settings(version)) else { return Vec::new() };
    let mut lines = Vec::new();
    if let Some((map, at)) = settings.remote_identity.certificate_map() {
        lines.push(label(at, format!("{name} takes whoever has a certificate that {map} fits, which the files do not show")));
    }
    if let Some(own) = settings.certificate_name.filter(|own| own.origin.is_written()) {
        let says = match own.value {
            CertificateName::NotCompared => format!("{name} compares no name in the certificate of {other}"),
            CertificateName::IsIdentity => format!("{name} wants the identity of {other} to stand in its certificate"),
            CertificateName::IsIdentityIfAny => {
                format!("{name} compares the identity of {other} with its certificate, if that holds such a name")
            }
        };
        lines.push(label(own.span(), says));
    }
    lines
}

/// The trust points of the settings that a question is about; its place is the first of them.
fn points_at<'a>(cx: &TunnelContext<'a>, end: End, at: Span) -> &'a [TrustPoint] {
    let versions = [IkeVersion::V2, IkeVersion::V1].into_iter();
    let settings = versions.filter_map(|version| cx.entry(end)?.settings(version));
    let mut lists = settings.map(|settings| settings.trust_points.as_slice());
    lists.find(|points| points.first().is_some_and(|point| point.at == at)).unwrap_or_default()
}

fn shows_certificates(cx: &TunnelContext<'_>, end: End) -> &'static str {
    platform::by_id(cx.side(end).device.platform).map_or("its certificates", |platform| platform.shows_certificates())
}
