//! Runs the target `keys`.
#![cfg_attr(fuzzing, no_main)]

amazonpay_fuzz::program!(amazonpay_fuzz::keys);
