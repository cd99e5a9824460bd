//! Secrets: from the environment, or from a file that the environment names. They are never printed,
//! neither by --help nor in an error.

use std::fs;

use super::Failure;

/// The secret in the variable `name`, or in the file that `name` with `_FILE` behind it names. An empty
/// variable is none.
pub(super) fn secret(name: &str) -> Result<Option<String>, Failure> {
    let file_name = format!("{name}_FILE");
    let variable = |name: &str| {
        let value = std::env::var(name).ok();
        value.filter(|value| !value.trim().is_empty())
    };
    match (variable(name), variable(&file_name)) {
        (Some(_), Some(_)) => Err(Failure::Input(format!(
            "serve: both {name} and {file_name} are set; set one of them"
        ))),
        (Some(secret), None) => Ok(Some(secret.trim().to_owned())),
        (None, Some(file)) => match fs::read_to_string(&file) {
            Ok(secret) if secret.trim().is_empty() => Err(Failure::Input(format!(
                "serve: the file {file}, which {file_name} names, is empty"
            ))),
            Ok(secret) => Ok(Some(secret.trim().to_owned())),
            Err(error) => Err(Failure::Input(format!(
                "serve: the file {file}, which {file_name} names, cannot be read: {error}"
            ))),
        },
        (None, None) => Ok(None),
    }
}
