//! From the answers about one case to a cited plan, as pure functions: no network, no files, no database,
//! no clock, and no text that a person has typed beyond the answer to a card.
//!
//! - [`content`]: the dialogue files, checked and resolved.
//! - [`case`]: the answers given about one case; [`case_file`] reads and writes them.
//! - [`intake`]: the state machine that collects them.
//! - [`plan`]: from answers to the cited plan.
//! - [`day`]: days of the calendar, for evidence and reviews.
//! - [`ids`]: typed indices into the content.
//!
//! A plan in ten lines, from the built-in content (the crate `care-content`) and the answers of a case:
//!
//! ```
//! use care_engine::{case::Case, plan::plan};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let content = care_content::content()?;
//! let answers = r#"{"red_flags": ["none"], "age": "40_59", "site": "insertional", "symptoms": "load_pain"}"#;
//! let case = Case::from_text(&content, answers)?;
//! let plan = plan(&content, &case, None);
//! println!("{}", content.pathway(plan.pathway).title);
//! for line in plan.all_lines() {
//!     println!("{} {:?}", line.text, line.support.sources);
//! }
//! for source in &plan.sources {
//!     println!("{}", content.reference(*source).citation);
//! }
//! # assert!(plan.bottom_line.is_some() && !plan.sources.is_empty());
//! # Ok(())
//! # }
//! ```

#![warn(unreachable_pub)]

pub mod case;
pub mod case_file;
pub mod content;
pub mod day;
pub mod ids;
pub mod intake;
pub mod outcome;
pub mod plan;
