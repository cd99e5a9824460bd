//! The tables of the plan at a glance.

use std::collections::BTreeMap;

use super::super::model::{Glance, Panel};
use super::super::raw;
use super::gather::SourceRow;
use super::resolver::Loader;
use crate::ids::RoleIx;

impl Loader {
    pub(super) fn panel_of(&mut self, row: SourceRow<raw::Panel>) -> Panel {
        let SourceRow { file, raw } = row;
        Panel {
            sections: self.sections(file, &raw.sections),
            button: raw.button.into_inner(),
            id: raw.id.into_inner(),
        }
    }

    /// What each role reads first. A role without a table reads the sections in the order of the plan.
    pub(super) fn glances_of(
        &mut self,
        rows: Vec<SourceRow<raw::Glance>>,
        panels: &[Panel],
    ) -> BTreeMap<RoleIx, Glance> {
        let mut glances = BTreeMap::new();
        for SourceRow { file, raw } in rows {
            let order = self.sections(file, &raw.order);
            let mut opened = Vec::new();
            for id in &raw.panels {
                match panels.iter().position(|panel| panel.id == *id.as_ref()) {
                    Some(place) => opened.push(place),
                    None => self.fault(
                        file,
                        id,
                        format!("no panel has the id `{}`", id.as_ref()),
                        "check it against the [[panel]] tables",
                    ),
                }
            }
            let role = self.place(file, &raw.role, "role", |l| &l.roles, RoleIx::new);
            if let Some(role) = role {
                glances.insert(
                    role,
                    Glance {
                        order,
                        panels: opened,
                    },
                );
            }
        }
        glances
    }
}
