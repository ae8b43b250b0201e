//! Enums that stay open: a value this crate has not heard of is kept and handed on.

/// Declares an enum over the strings of the API.
///
/// Each variant names its wire spelling; further spellings after `|` are read too and written as the first one.
/// Every other string becomes `Unknown` with the text as it came, and is written back unchanged.
macro_rules! open_enum {
    (
        $(#[doc = $doc:literal])+
        $name:ident {
            $( $(#[doc = $variant_doc:literal])+ $variant:ident = $wire:literal $(| $alias:literal)* ),+ $(,)?
        }
    ) => {
        $(#[doc = $doc])+
        #[doc = ""]
        #[doc = "The enum is open: a value not listed here is kept in `Unknown`, never an error."]
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
        #[non_exhaustive]
        pub enum $name {
            $( $(#[doc = $variant_doc])+ $variant, )+
            /// A value that this version does not list, as it came; the empty string stands for an absent value.
            Unknown(String),
        }

        impl $name {
            /// The listed values, in the order of the guide.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant),+];

            /// The value as it stands in JSON.
            pub fn as_str(&self) -> &str {
                match self {
                    $( Self::$variant => $wire, )+
                    Self::Unknown(value) => value,
                }
            }

            /// Whether the value is one that this version does not list.
            pub fn is_unknown(&self) -> bool {
                matches!(self, Self::Unknown(_))
            }

            fn listed(value: &str) -> Option<Self> {
                match value {
                    $( $wire $(| $alias)* => Some(Self::$variant), )+
                    _ => None,
                }
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::Unknown(String::new())
            }
        }

        impl From<&str> for $name {
            fn from(value: &str) -> Self {
                Self::listed(value).unwrap_or_else(|| Self::Unknown(value.to_owned()))
            }
        }

        impl From<String> for $name {
            fn from(value: String) -> Self {
                Self::listed(&value).unwrap_or(Self::Unknown(value))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer).map(Self::from)
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let mut schema = schemars::json_schema!({
                    "description": concat!($($doc, "\n"),+).trim(),
                    "anyOf": [
                        $( {
                            "const": $wire,
                            "title": stringify!($variant),
                            "description": concat!($($variant_doc, "\n"),+).trim(),
                        }, )+
                        { "type": "string" },
                    ],
                });
                let further: &[(&str, &str)] = &[$( $(($alias, $wire),)* )+];
                if !further.is_empty() {
                    let read_as = further.iter().map(|(further, wire)| ((*further).to_owned(), (*wire).into()));
                    schema.insert("x-further-spellings".to_owned(), serde_json::Value::Object(read_as.collect()));
                }
                schema
            }
        }
    };
}

pub(crate) use open_enum;
