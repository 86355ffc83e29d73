//! Post-quantum pre-shared keys: `ppk_id` and `ppk_required` of a connection, and the `ppk…` sections of `secrets`.
//!
//! Source: swanctl.conf(5), and libcharon, `sa/ikev2/tasks/ike_init.c` and `ike_auth.c`: an initiator offers a key only
//! with a `ppk_id`; a responder without one takes whichever of its keys is named.

use crate::model::{PostQuantum, PostQuantumKey, Setting};
use crate::platform::swanctl::secrets::key_of;
use crate::platform::swanctl::syntax::Section;
use crate::platform::swanctl::values::switch;
use crate::source::SourceFile;

/// The keys in `secrets`, one for each identity.
pub(super) fn keys(file: &SourceFile, secrets: &Section<'_>) -> Vec<PostQuantumKey> {
    let own = secrets.sections.iter().filter(|section| section.name.starts_with("ppk"));
    let of_section = |section: &Section<'_>| {
        let key = key_of(file, section);
        let ids = section.settings.iter().filter(|setting| setting.key.starts_with("id"));
        let named = |identity| PostQuantumKey { identity, key: key.clone() };
        ids.map(|id| named(Setting::written(id.value.clone().into_owned(), id.span))).collect::<Vec<_>>()
    };
    own.flat_map(of_section).collect()
}

/// How a connection uses them; `None` where it does not.
pub(super) fn of_connection(connection: &Section<'_>, keys: &[PostQuantumKey]) -> Option<PostQuantum> {
    let required = connection.setting("ppk_required").filter(|setting| switch(&setting.value) == Some(true));
    let identity = connection.setting("ppk_id").filter(|setting| !setting.value.is_empty());
    let is_named = |key: &&PostQuantumKey| {
        identity.is_none_or(|wanted| key.identity.known().is_some_and(|own| *own == wanted.value))
    };
    let usable: Vec<PostQuantumKey> = keys.iter().filter(is_named).cloned().collect();
    if required.is_none() && usable.is_empty() {
        return None;
    }
    let at = required.or(identity).map(|setting| setting.span);
    Some(PostQuantum {
        offers: required.is_some() || identity.is_some(),
        required: required.is_some(),
        at: at.or_else(|| usable.first().map(|key| key.identity.span())).unwrap_or(connection.head),
        keys: if identity.is_none() && required.is_some() { keys.to_vec() } else { usable },
    })
}
