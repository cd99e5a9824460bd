//! The address of a database, as `DATABASE_URL` has it.

use std::path::Path;

use crate::error::StoreError;

/// Where a database is.
pub(crate) enum Address<'u> {
    /// A file, as in `sqlite:FILE`.
    File(&'u Path),
    /// A database of a server, as in `postgres://…`.
    Server {
        url: &'u str,
        /// As much of it as may be shown.
        shown: String,
    },
}

impl<'u> Address<'u> {
    /// Reads an address.
    ///
    /// # Errors
    /// When it is not understood; what the error shows of it holds no password.
    pub(crate) fn of(url: &'u str) -> Result<Self, StoreError> {
        match url.split_once(':') {
            Some(("sqlite", file)) => {
                let file = file.strip_prefix("//").unwrap_or(file);
                // Nobody means a file of that name; options have no meaning here.
                if file.is_empty() || file.contains('?') {
                    return Err(StoreError::Address(shown_address(url)));
                }
                Ok(Self::File(Path::new(file)))
            }
            Some(("postgres" | "postgresql", _)) => Ok(Self::Server {
                url,
                shown: shown_address(url),
            }),
            _ => Err(StoreError::Address(shown_address(url))),
        }
    }
}

/// As much of an address as may be shown: a password may stand before the `@` and behind the `?`.
fn shown_address(url: &str) -> String {
    let shown = url.split('?').next().unwrap_or_default();
    match (shown.split_once(':'), shown.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, place))) => format!("{scheme}://…@{place}"),
        _ => shown.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::shown_address;

    #[test]
    fn an_address_is_shown_without_its_password() {
        for (address, shown) in [
            (
                "postgres://bot:hunter2@db:5432/bot",
                "postgres://…@db:5432/bot",
            ),
            ("postgres://bot:hun@ter2@db/bot", "postgres://…@db/bot"),
            ("postgres:bot:hunter2@db/bot", "postgres://…@db/bot"),
            (
                "postgres://db/bot?user=bot&password=hunter2",
                "postgres://db/bot",
            ),
            ("mysql://nowhere/bot", "mysql://nowhere/bot"),
        ] {
            assert_eq!(shown_address(address), shown);
        }
    }
}
