//! `schema`: the format of the content's files, for editors.

use care_engine::content::schema;

use super::{Failure, pretty, print};

pub(super) fn print_schema() -> Result<(), Failure> {
    print(&pretty(&schema()))
}
