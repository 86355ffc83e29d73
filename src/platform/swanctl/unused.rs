//! Pools of addresses that no connection hands out.

use crate::model::{Blocks, Defect, DefectKind};
use crate::platform::swanctl::syntax::Section;

/// Every pool that no `pools` setting of the file names (swanctl.conf(5), connections.<conn>.pools).
pub(super) fn defects(root: &Section<'_>) -> Vec<Defect> {
    let mut named = Vec::new();
    collect(root, &mut named);
    let pools = root.section("pools").into_iter().flat_map(|own| &own.sections);
    let unused = pools.filter(|pool| !named.iter().any(|name| name == pool.name));
    let defect = |pool: &Section<'_>| Defect {
        kind: DefectKind::Unused { what: "pool", name: pool.name.to_owned() },
        span: pool.head,
        blocks: Blocks::Nothing,
    };
    unused.map(defect).collect()
}

fn collect(section: &Section<'_>, named: &mut Vec<String>) {
    let settings = section.settings.iter().filter(|setting| setting.key == "pools");
    named.extend(
        settings.flat_map(|setting| setting.value.split(',').map(|name| name.trim().to_owned()).collect::<Vec<_>>()),
    );
    section.sections.iter().for_each(|inner| collect(inner, named));
}
