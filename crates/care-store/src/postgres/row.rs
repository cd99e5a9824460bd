//! How values go to the server and come back.

use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use crate::error::StoreError;
use crate::tx::{Param, Row, text_as_json};

impl ToSql for Param {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Int(number) => number.to_sql_checked(ty, out),
            Self::Text(text) => text.to_sql_checked(ty, out),
            Self::Flag(flag) => flag.to_sql_checked(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        // Each value looks for itself.
        true
    }

    to_sql_checked!();
}

/// A row of the server's answer.
pub(super) struct PostgresRow<'r>(pub &'r tokio_postgres::Row);

impl Row for PostgresRow<'_> {
    fn maybe_int(&self, column: usize) -> Result<Option<i64>, StoreError> {
        Ok(self.0.try_get(column)?)
    }

    fn maybe_text(&self, column: usize) -> Result<Option<String>, StoreError> {
        Ok(self.0.try_get(column)?)
    }

    fn flag(&self, column: usize) -> Result<bool, StoreError> {
        Ok(self.0.try_get(column)?)
    }

    fn json(&self) -> Result<String, StoreError> {
        let mut object = serde_json::Map::new();
        for (place, column) in self.0.columns().iter().enumerate() {
            let value = match *column.type_() {
                Type::BOOL => self.0.try_get::<_, Option<bool>>(place)?.into(),
                Type::INT8 => self.0.try_get::<_, Option<i64>>(place)?.into(),
                _ => match self.0.try_get::<_, Option<String>>(place)? {
                    Some(text) => text_as_json(&text),
                    None => serde_json::Value::Null,
                },
            };
            object.insert(column.name().to_owned(), value);
        }
        Ok(serde_json::Value::Object(object).to_string())
    }
}
