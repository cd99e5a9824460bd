//! A calendar day: of the content's evidence, of a review. Never of a case, which knows durations only.

use std::fmt;

use chrono::{DateTime, NaiveDate};

/// A day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(NaiveDate);

impl Day {
    /// Reads a day written as year-month-day, such as `2026-11-23`.
    pub fn parse(text: &str) -> Option<Self> {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(Self)
    }

    /// The day of a Unix time in seconds, by universal time.
    pub fn at(seconds: i64) -> Self {
        Self(
            DateTime::from_timestamp(seconds, 0)
                .unwrap_or_default()
                .date_naive(),
        )
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m-%d"))
    }
}
