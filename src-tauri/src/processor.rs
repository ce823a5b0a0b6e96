//! A processor that is too old is told so, before an instruction it lacks ends the program without a word.
//!
//! Builds for x86-64 use the instructions of x86-64-v3 everywhere (the models need AVX2 to run at a usable speed), even
//! in code that runs before `main`. So this check runs first of all, asks the processor itself (the standard library's
//! own answer is settled when it is compiled), and uses nothing newer than the first x86-64 had.

#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
mod check {
    use core::arch::x86_64::{__cpuid, __cpuid_count};

    /// Low numbers run first, plain constructors (C++ ones among them) after all numbers.
    #[used]
    #[unsafe(link_section = ".init_array.00101")]
    static FIRST: extern "C" fn() = check;

    const MESSAGE: &[u8] = b"stet: this processor is too old for this build. It needs x86-64-v3 (AVX2, FMA, BMI2): Intel since 2013 \
(Haswell), AMD since 2015 (Excavator).\nA build for older processors: remove target-cpu from .cargo/config.toml and run ./dev build; models \
will be slow.\n";

    extern "C" fn check() {
        if !modern() {
            // SAFETY: plain system calls on a constant; nothing of Rust's runtime is up yet.
            unsafe {
                libc::write(2, MESSAGE.as_ptr().cast(), MESSAGE.len());
                libc::_exit(1);
            }
        }
    }

    fn modern() -> bool {
        let most = __cpuid(0).eax;
        if most < 7 {
            return false;
        }
        let (basic, extended) = (__cpuid(1).ecx, __cpuid_count(7, 0).ebx);
        // FMA, MOVBE, OSXSAVE, AVX, F16C; BMI1, AVX2, BMI2.
        let (need, need_extended) = (1 << 12 | 1 << 22 | 1 << 27 | 1 << 28 | 1 << 29, 1 << 3 | 1 << 5 | 1 << 8);
        basic & need == need && extended & need_extended == need_extended
    }
}
