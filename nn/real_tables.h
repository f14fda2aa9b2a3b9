/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Coefficients of nn/real_normal.c, fitted with 60 digits: Chebyshev interpolation at the nodes of
 * the stated degree, turned into powers of u, the variable scaled to [-1, 1]. They are part of the
 * arithmetic's contract: changing one changes bits.
 */
#pragma once

/* erf(sqrt w)/sqrt w - 1, w = x^2 on [0.0, 1.0]: error 1.35e-17 of erf */
// clang-format off
static const double erf_small[] = {
	-0x1.1ae14dc34815ap-5, -0x1.1fd16292151fdp-3, 0x1.454368017b042p-6,
	-0x1.2b902b7b2f224p-9, 0x1.c82aa249df428p-13, -0x1.263991b81d64ap-16,
	0x1.486638bca9fa1p-20, -0x1.429e938badfd7p-24, 0x1.1ad5edc8ea554p-28,
	-0x1.bf8e5ae42ab27p-33, 0x1.428f34066afd3p-37, -0x1.aad6d13a7f7b0p-42,
	0x1.04ff16c13c042p-46, -0x1.29cd9bf60c1b4p-51, 0x1.3c01fd3a74542p-56,
};
// clang-format on

/* erfcx(x)/t, t = 2/(2 + x) on [5/16, 13/16]: relative error 1.27e-17 */
// clang-format off
static const double erfcx_middle[] = {
	0x1.1ca626f62100ap-1, 0x1.84622e56cd40fp-3, 0x1.29fd9e72667bap-5,
	0x1.96581463bc4c2p-10, -0x1.96286880018bep-11, -0x1.03756c794d848p-14,
	0x1.cf41ebbe49bfap-16, 0x1.852e3b401402dp-21, -0x1.417b3081a6263p-20,
	0x1.ce5afd2d57aeap-24, 0x1.5ea203c4b13a6p-25, -0x1.995e48dee7136p-27,
	0x1.178883e70b97dp-34, 0x1.57b3c61aca7c1p-31, -0x1.3091d819dc3e0p-33,
	-0x1.1b10813b1e348p-38, 0x1.4ca02c72ef845p-37, -0x1.2731f8582ff53p-39,
	-0x1.7ac1084bbd59dp-43, 0x1.358a5e7df47cdp-43,
};
// clang-format on

/* erfcx(x) x sqrt(pi), w = 1/x^2 on [0.0, 0.0625]: relative error 1.11e-17 */
// clang-format off
static const double erfcx_far[] = {
	0x1.f85938b48fbd8p-1, -0x1.d4ecbb0fe3a3fp-7, 0x1.3600f891af37ep-11,
	-0x1.450a26d6162edp-15, 0x1.c78001bbe1497p-19, -0x1.88d93f0423b77p-22,
	0x1.8d6b9f902bb06p-25, -0x1.c8fe32f49c32ap-28, 0x1.24280162d8dd6p-30,
	-0x1.98b0e60b1dd76p-33, 0x1.34e0831dadcf4p-35, -0x1.f3acc8f93de4dp-38,
	0x1.ae9501ec6cffcp-40, -0x1.8694483661d5fp-42, 0x1.5d873d798890fp-44,
	-0x1.57cc5f8d56879p-46, 0x1.0f3fa4cd18a4ap-47, -0x1.2a54dc76b6bddp-49,
};
// clang-format on

/* quantile(1/2 + s)/s, w = s^2 on [0.0, 0.180625]: relative error 8.47e-17 */
// clang-format off
static const double quantile_central[] = {
	0x1.67432228ebd42p+1, 0x1.8aa3c984d77ebp-2, 0x1.dd219836b5bebp-4,
	0x1.6909efb057137p-5, 0x1.2ff64dc55ed79p-6, 0x1.1057ea4302924p-7,
	0x1.fc4ec6f577460p-9, 0x1.e8293ccc64a40p-10, 0x1.dee5e6a62ac37p-11,
	0x1.dd95fb70ba23bp-12, 0x1.e28743d190583p-13, 0x1.ecb883678a6bep-14,
	0x1.fb94061f193abp-15, 0x1.07623d831ee1ep-15, 0x1.13048d025888cp-16,
	0x1.20cc3ab1b035dp-17, 0x1.31a6dd7922f01p-18, 0x1.43e57d9616ae0p-19,
	0x1.4d850b316c7a1p-20, 0x1.638b050ffac80p-21, 0x1.dc66f26299400p-22,
	0x1.00d0bdfe0e10ap-22, -0x1.2b91156e4b3e6p-26, -0x1.7419af1bf0111p-27,
	0x1.7143c7050a60ep-23, 0x1.95717eaeabf55p-24, -0x1.cd7597570575ep-24,
	-0x1.fcc767470f068p-25, 0x1.261e93cd4646ap-24, 0x1.43b996140ef09p-25,
	-0x1.827b04c643c2ep-26, -0x1.a99a324a70201p-27, 0x1.2a03b54fdfcfdp-28,
	0x1.47db4d0c5b919p-29,
};
// clang-format on

/* -quantile(p), r = sqrt(-log p) on [1.60943069607, 4.0]: relative error 1.46e-16 */
// clang-format off
static const double quantile_near[] = {
	0x1.aea8326849e6ap+1, 0x1.d9a791ecc069fp+0, -0x1.96820156742dfp-5,
	0x1.0ce732e5f200cp-6, -0x1.70da175dc78bcp-8, 0x1.035cb914c603cp-9,
	-0x1.73e9c091c8292p-11, 0x1.0f0f21c170d4dp-12, -0x1.90d2e0eb9760cp-14,
	0x1.2c29e260d2469p-15, -0x1.c6b34ed21f670p-17, 0x1.5be0715c7ef46p-18,
	-0x1.0c82a51216d67p-19, 0x1.a1bd56a3a196fp-21, -0x1.472112b730ccfp-22,
	0x1.01693266ecd2dp-23, -0x1.979b026a6893dp-25, 0x1.48355c4f369fcp-26,
	-0x1.062c44108ee07p-27, 0x1.7ae6b600cc538p-29, -0x1.3006de2a64a3bp-30,
	0x1.85e739d19c239p-31, -0x1.3ca381d872c14p-32, -0x1.23c9aa25256c1p-35,
	0x1.e9f62d7e91fb6p-37, 0x1.8576f2afdb9c8p-35, -0x1.3ebd0868df956p-36,
};
// clang-format on

/* -quantile(p), r = sqrt(-log p) on [4.0, 27.3]: relative error 1.78e-16 */
// clang-format off
static const double quantile_tail[] = {
	0x1.5f355672cc612p+4, 0x1.093ef3023e886p+4, -0x1.0650e31bc0847p-4,
	0x1.5669fb33fcbdep-5, -0x1.c93dc7808a3a8p-6, 0x1.35c626497c45fp-6,
	-0x1.a8109aad76ff2p-7, 0x1.247e8b8293878p-7, -0x1.95e708b81e513p-8,
	0x1.1afd9b307657fp-8, -0x1.8c2628e8ab4a8p-9, 0x1.1634e59a093b8p-9,
	-0x1.87d3eb4f2da68p-10, 0x1.1432d2d8f3c9bp-10, -0x1.86bc6a86edbcap-11,
	0x1.1bd5063c84b34p-11, -0x1.933d660807bb2p-12, 0x1.8622609af86f8p-13,
	-0x1.126198a5a5e81p-13, 0x1.1945e81e90172p-11, -0x1.98f1e037adcd4p-12,
	-0x1.83254bec8f98cp-10, 0x1.1b7d5cae99564p-10, 0x1.3545e0a3b37c8p-8,
	-0x1.c460a81205babp-9, -0x1.6f896e44590e2p-7, 0x1.0cd882439ce35p-7,
	0x1.5ea290ac863f3p-6, -0x1.00777e735a3cfp-6, -0x1.087c8e4d9b69cp-5,
	0x1.82e7508c31452p-6, 0x1.3aa1ebbb2fec3p-5, -0x1.cc3e7e705c27cp-6,
	-0x1.2343c327c810ap-5, 0x1.aa0c1b228fbdfp-6, 0x1.9b59684ad093cp-6,
	-0x1.2cd665c35b02cp-6, -0x1.ac5b8d46804bep-7, 0x1.3942b3e288b40p-7,
	0x1.3693ab022bdeep-8, -0x1.c63958ff2302ap-9, -0x1.18aa7fcee34f8p-10,
	0x1.9a71f2dc46716p-11, 0x1.dee10a86bec0dp-14, -0x1.5e1cc71ff1574p-14,
};
// clang-format on
