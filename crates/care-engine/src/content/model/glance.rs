//! The plan at a glance: what stands on the first screen of each role, and what opens below it.

use crate::ids::SectionIx;

/// A part of the plan that a button opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panel {
    /// Stable id; the button carries it.
    pub id: String,
    /// The button under the plan.
    pub button: String,
    /// The sections whose lines it shows, in order.
    pub sections: Vec<SectionIx>,
}

/// What one role reads on the first screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glance {
    /// The sections from which "Do" takes its lines, the most important first.
    pub order: Vec<SectionIx>,
    /// Positions in [`super::Content::panels`], in the order of the buttons.
    pub panels: Vec<usize>,
}
