//! Runs the target `decoding`.
#![cfg_attr(fuzzing, no_main)]

amazonpay_fuzz::program!(amazonpay_fuzz::decoding);
