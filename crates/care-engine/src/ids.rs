//! Places in the loaded content, by position. An id of the files is resolved once, at load; afterwards a wrong
//! question, line or statement cannot be expressed.

macro_rules! place {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u16);

        impl $name {
            pub fn new(index: usize) -> Self {
                Self(u16::try_from(index).unwrap_or(u16::MAX))
            }

            /// The position in the content's table.
            pub fn index(self) -> usize {
                usize::from(self.0)
            }
        }
    };
}

place!(/// A question of the intake.
    QuestionIx);
place!(/// An option of one question; only meaningful beside that question.
    OptionIx);
place!(/// A named condition.
    FactIx);
place!(/// A way that a case can go.
    PathwayIx);
place!(/// Where evidence comes from.
    BasisIx);
place!(/// A heading of the plan.
    SectionIx);
place!(/// Something that can be withheld.
    TreatmentIx);
place!(/// A rule of the rule base.
    RuleIx);
place!(/// A sentence of a plan.
    LineIx);
place!(/// A sentence of evidence.
    StatementIx);
place!(/// A source.
    ReferenceIx);
place!(/// A kind of reader.
    RoleIx);
place!(/// Something that clinicians ask, with what answers it.
    IntentIx);
place!(/// A state of the person or the patient that one fixed reply answers.
    EmergencyIx);
place!(/// Something that is said to the bot rather than asked of the content.
    ActIx);
place!(/// Something that belongs to the matter and that no statement answers.
    NoAnswerIx);
place!(/// What goes by several names.
    SynonymSetIx);

/// A set of options of one several-choice question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct OptionSet(u32);

/// How many options a question may have: what an [`OptionSet`] holds.
pub const MOST_OPTIONS: usize = 32;

impl OptionSet {
    /// The set with just this option.
    pub fn only(option: OptionIx) -> Self {
        let mut set = Self::default();
        set.mark(option, true);
        set
    }

    /// Whether nothing is marked.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the option is marked.
    pub fn has(self, option: OptionIx) -> bool {
        self.0 & (1 << option.index()) != 0
    }

    /// Whether any option of the other set is marked.
    pub fn meets(self, other: OptionSet) -> bool {
        self.0 & other.0 != 0
    }

    /// The marks that the other set has not.
    #[must_use]
    pub fn without(self, other: OptionSet) -> Self {
        Self(self.0 & !other.0)
    }

    /// Sets or clears one mark.
    pub fn mark(&mut self, option: OptionIx, on: bool) {
        let bit = 1 << option.index();
        if on {
            self.0 |= bit;
        } else {
            self.0 &= !bit;
        }
    }

    /// The marked options, in the question's order.
    pub fn iter(self) -> impl Iterator<Item = OptionIx> {
        (0..MOST_OPTIONS)
            .map(OptionIx::new)
            .filter(move |option| self.has(*option))
    }
}

impl FromIterator<OptionIx> for OptionSet {
    fn from_iter<T: IntoIterator<Item = OptionIx>>(options: T) -> Self {
        let mut set = Self::default();
        for option in options {
            set.mark(option, true);
        }
        set
    }
}
