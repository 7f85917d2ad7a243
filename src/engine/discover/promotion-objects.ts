// Objects that say in which order environments are promoted.
import { isKind } from './sources';

export function isPromotionObject(object: { readonly apiVersion: string; readonly kind: string }): boolean {
  return isKind(object, KARGO, 'Stage') || isKind(object, PROMOTER, 'PromotionStrategy');
}

const KARGO = 'kargo.akuity.io';
const PROMOTER = 'promoter.argoproj.io';
