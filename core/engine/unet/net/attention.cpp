#include "core/engine/unet/net/attention.h"

#include <ATen/ATen.h>
#include <ATen/Dispatch.h>
#include <ATen/Parallel.h>
#include <torch/autograd.h>

#include <cmath>
#include <vector>

#include "core/engine/unet/kernels/attention_kernel.h"
#include "core/engine/unet/net/modules.h"

namespace alphabar::net {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::Variable;
using torch::autograd::variable_list;

// Calls work(offset of a head in elements, scratch) for every head of every picture.
template <class T, class Work>
void for_each_head(const at::Tensor& shape, std::int64_t heads, const Work& work) {
  const std::int64_t positions = shape.size(2), head_dim = shape.size(1) / heads;
  at::parallel_for(0, shape.size(0) * heads, 1, [&](std::int64_t begin, std::int64_t end) {
    std::vector<T> scratch(static_cast<std::size_t>(attention_scratch(head_dim, positions)));
    for (std::int64_t head = begin; head < end; ++head)
      work(head * head_dim * positions, head_dim, positions, scratch.data());
  });
}

class Attend : public torch::autograd::Function<Attend> {
 public:
  static Variable forward(AutogradContext* context, const Variable& q_in, const Variable& k_in,
                          const Variable& v_in, std::int64_t heads) {
    const at::Tensor q = q_in.contiguous(), k = k_in.contiguous(), v = v_in.contiguous();
    context->save_for_backward({q, k, v});
    context->saved_data["heads"] = heads;
    at::Tensor out = at::empty_like(q);
    AT_DISPATCH_FLOATING_TYPES(q.scalar_type(), "attend", [&] {
      const auto *pq = q.data_ptr<scalar_t>(), *pk = k.data_ptr<scalar_t>(),
                 *pv = v.data_ptr<scalar_t>();
      auto* po = out.data_ptr<scalar_t>();
      for_each_head<scalar_t>(q, heads, [=](auto at, auto head_dim, auto n, scalar_t* scratch) {
        attention_forward(AttentionHead<scalar_t>{pq + at, pk + at, pv + at, head_dim, n}, po + at,
                          scratch);
      });
    });
    return out;
  }

  static variable_list backward(AutogradContext* context, const variable_list& gradients) {
    const variable_list saved = context->get_saved_variables();
    const at::Tensor &q = saved[0], &k = saved[1], &v = saved[2];
    const at::Tensor g = gradients[0].contiguous();
    at::Tensor dq = at::empty_like(q), dk = at::empty_like(q), dv = at::empty_like(q);
    AT_DISPATCH_FLOATING_TYPES(q.scalar_type(), "attend_backward", [&] {
      const auto *pq = q.data_ptr<scalar_t>(), *pk = k.data_ptr<scalar_t>(),
                 *pv = v.data_ptr<scalar_t>(), *pg = g.data_ptr<scalar_t>();
      auto *pdq = dq.data_ptr<scalar_t>(), *pdk = dk.data_ptr<scalar_t>(),
           *pdv = dv.data_ptr<scalar_t>();
      const std::int64_t heads = context->saved_data["heads"].toInt();
      for_each_head<scalar_t>(q, heads, [=](auto at, auto head_dim, auto n, scalar_t* scratch) {
        attention_backward(AttentionHead<scalar_t>{pq + at, pk + at, pv + at, head_dim, n}, pg + at,
                           AttentionGradient<scalar_t>{pdq + at, pdk + at, pdv + at}, scratch);
      });
    });
    return {dq, dk, dv, Variable()};
  }
};

}  // namespace

at::Tensor attend(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                  std::int64_t heads) {
  if (q.device().is_cpu() && in_use() == Operations::own) return Attend::apply(q, k, v, heads);
  const auto split = [&](const at::Tensor& x) {
    return x.view({x.size(0), heads, x.size(1) / heads, x.size(2)});
  };
  const std::int64_t head_dim = q.size(1) / heads;
  const double scale = 1 / std::sqrt(static_cast<double>(head_dim));
  const at::Tensor p = at::softmax(at::matmul(split(q).transpose(2, 3) * scale, split(k)), -1);
  return at::matmul(split(v), p.transpose(2, 3)).reshape(q.sizes());
}

}  // namespace alphabar::net
