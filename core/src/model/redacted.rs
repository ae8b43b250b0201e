//! `Debug` for objects that hold a buyer's data.

/// Implements `Debug` that shows which fields are present but none of their values, except those after `shown:`.
///
/// The schema of the model tells other languages which those are, as `x-redacted`, by
/// `schemars(extend("x-redacted" = Self::REDACTED))`; a model that forgets it has a constant that nobody uses. UniFFI's
/// records show by it too where they are `uniffi::export(Debug)`.
macro_rules! redacted_debug {
    ($name:ident { $($hidden:ident),+ $(,)? } shown: $($shown:ident),+ $(,)?) => {
        #[cfg(feature = "schema")]
        impl $name {
            /// The fields whose values are not shown, as they are spelled here.
            const REDACTED: &'static [&'static str] = &[$(stringify!($hidden)),+];
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let Self { $($hidden,)+ $($shown,)+ } = self;
                let mut shown = f.debug_struct(stringify!($name));
                $( shown.field(stringify!($shown), $shown); )+
                $(
                    if !crate::model::lenient::is_default($hidden) {
                        shown.field(stringify!($hidden), &format_args!("[redacted]"));
                    }
                )+
                shown.finish_non_exhaustive()
            }
        }
    };
}

pub(crate) use redacted_debug;
