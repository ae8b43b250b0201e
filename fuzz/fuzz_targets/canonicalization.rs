//! Runs the target `canonicalization`.
#![cfg_attr(fuzzing, no_main)]

amazonpay_fuzz::program!(amazonpay_fuzz::canonicalization);
